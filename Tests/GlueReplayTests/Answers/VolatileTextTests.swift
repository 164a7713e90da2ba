import GlueJSON
import Testing

@testable import GlueReplay

@Suite("Volatile text")
struct VolatileTextTests {
    @Test(
        "Ids, dates and times become their kind; everything else stays",
        arguments: [
            ("Order 3f2504e0-4f89-11d3-9a0c-0305e82c3301, please", "Order <id 1>, please"),
            ("call_9c3d889dee83e0fb068dc07a then chatcmpl-b4d60150229753cf", "<id 1> then <id 2>"),
            ("call_9c3d889dee again call_9c3d889dee", "<id 1> again <id 1>"),
            ("hash 0123456789abcdef0123.", "hash <id 1>."),
            ("on 2026-11-24.", "on <time>."),
            ("at 2026-11-24T22:10:05.123Z", "at <time>"),
            ("at 22:10:05, or 09:30", "at <time>, or <time>"),
            ("version 1.2.3, port 26100, gpt-4o-mini", "version 1.2.3, port 26100, gpt-4o-mini"),
            ("gpt-4o-mini-2024-07-18", "gpt-4o-mini-2024-07-18"),
            ("deadbeef and facade", "deadbeef and facade"),
            ("snake_case_name and kebab-case-words", "snake_case_name and kebab-case-words"),
            ("日本 2026 …", "日本 2026 …"),
            ("", ""),
        ]
    )
    func text(text: String, steady: String) {
        var volatile = VolatileText()
        #expect(volatile.steady(text) == steady)
    }

    @Test("The id of a tool call is one whatever it looks like, and the same one in its answer")
    func ids() {
        var volatile = VolatileText()
        let steady = volatile.steady(["parts": [["id": "x", "name": "t"]], "answer": ["id": "x"], "other": ["id": "y"]])
        #expect(steady == ["parts": [["id": "<id 1>", "name": "t"]], "answer": ["id": "<id 1>"], "other": ["id": "<id 2>"]])
    }
}
