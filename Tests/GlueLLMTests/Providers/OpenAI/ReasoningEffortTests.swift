import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("How hard OpenAI's models think")
struct ReasoningEffortTests {
    @Test(
        "A level that a model does not take becomes the nearest lower one, else its lowest",
        arguments: [
            ("gpt-5", "minimal", "minimal"), ("gpt-5", "none", "minimal"), ("gpt-5-mini", "xhigh", "high"), ("gpt-5.1", "none", "none"),
            ("gpt-5.1", "minimal", "none"), ("gpt-5.1-codex", "xhigh", "high"), ("gpt-5.2", "xhigh", "xhigh"),
            ("gpt-5.2", "minimal", "minimal"),
            ("gpt-6", "none", "none"), ("gpt-5-pro", "low", "high"), ("o3", "none", "minimal"), ("o4-mini", "xhigh", "high"),
            ("openai/o3", "low", "low"), ("gpt-4o", "low", nil), ("gpt-4.1", "high", nil), ("gpt-oss-20b", "low", nil),
            ("gpt-5", "ultra", "ultra"), ("", "low", nil),
        ] as [(String, String, String?)]
    )
    func level(model: String, wanted: String, sent: String?) {
        #expect(ReasoningEffort.level(wanted, for: model) == sent)
    }

    @Test("Other servers get the word as it stands")
    func others() throws {
        let request = ModelRequest(.user("u"), model: "gpt-4o", parameters: ModelParameters(reasoningEffort: "ultra"))
        #expect(try Wire.body(request, by: OpenAIProvider(baseURL: "http://127.0.0.1:1/v1"))["reasoning_effort"] == "ultra")
        #expect(try Wire.body(request, by: OpenAIProvider())["reasoning_effort"] == nil)
    }
}
