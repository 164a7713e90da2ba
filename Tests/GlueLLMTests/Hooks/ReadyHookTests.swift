import Foundation
import GlueJSON
import GlueRedaction
import GlueTestSupport
import InMemoryTracing
import ServiceContextModule
import Testing

@testable import GlueLLM

@Suite("Ready hooks")
struct ReadyHookTests {
    private func run(_ hook: Hook, _ content: String, metadata: JSONObject = [:]) async throws -> String {
        let runner = HookRunner(
            HookRegistry([hook]),
            tracer: InMemoryTracer(),
            clock: ContinuousClock(),
            contentCapture: .off,
            redactor: .secrets,
            logger: LogLines().logger
        )
        return try await runner.run(.postTool, content, metadata: metadata)
    }

    /// The message of the error that the hook ends the call with; nil where it lets the content pass.
    private func fault(_ hook: Hook, _ content: String) async throws -> String? {
        do {
            let left = try await run(hook, content)
            #expect(left == content)
            return nil
        } catch let error as LLMError {
            #expect(error.kind == .hook)
            return error.message
        }
    }

    @Test("Personal data is taken out")
    func personalData() async throws {
        let text = try await run(.redactPII(at: .preTool, .postTool), "Write to jane@example.com, card 4111 1111 1111 1111.")
        #expect(text == "Write to [email], card [card].")
    }

    @Test(
        "Runs of white space become one space",
        arguments: [(" a \n\t b ", "a b"), ("a\u{A0}\u{2003}b", "a b"), ("  ", ""), ("ab", "ab")]
    )
    func whitespace(_ text: String, _ expected: String) async throws {
        #expect(try await run(.normalizeWhitespace(at: .postTool), text) == expected)
    }

    @Test("What HTML takes for markup is escaped, once for each time it is asked for")
    func html() async throws {
        #expect(try await run(.escapeHTML(at: .postTool), "<a b=\"c\">'&amp;é") == "&lt;a b=&quot;c&quot;&gt;&#39;&amp;amp;é")
        // A mark that combines with the bracket makes one character of both, which hides the bracket from a comparison.
        #expect(try await run(.escapeHTML(at: .postTool), "<\u{338}b") == "&lt;\u{338}b")
    }

    @Test("Too short and too long content is refused at the exact bound", arguments: [(1, false), (2, true), (4, true), (5, false)])
    func length(_ count: Int, _ passes: Bool) async throws {
        let hook = Hook.limitLength(min: 2, max: 4, at: .postTool)
        let message = try await fault(hook, String(repeating: "👩‍🚀", count: count))
        #expect((message == nil) == passes)
    }

    @Test("What is longer is cut with a mark within the bound", arguments: [(5, "hello"), (4, "hel…"), (1, "…"), (0, ""), (-1, "")])
    func truncate(_ length: Int, _ expected: String) async throws {
        #expect(try await run(.truncate(to: length, at: .postTool), "hello") == expected)
    }

    @Test("Words are found as whole words in any case, and never quoted in the error")
    func contentFilter() async throws {
        let hook = try Hook.contentFilter(words: ["ass", "C++"], patterns: [#"project\s+x"#], at: .postTool)
        #expect(try await fault(hook, "a class of assets") == nil)
        #expect(try await fault(hook, "You ASS!") == "hook content_filter: the content holds word 1 of those it looks for")
        #expect(try await fault(hook, "in c++, then")?.contains("word 2") == true)
        #expect(try await fault(hook, "Project  X")?.contains("pattern 1") == true)
        let replacing = try Hook.contentFilter(words: ["ass"], replacement: "$1", at: .postTool)
        #expect(try await run(replacing, "an ass in class") == "an $1 in class")
        let error = #expect(throws: LLMError.self) { try Hook.contentFilter(patterns: ["("], at: .postTool) }
        #expect(error?.kind == .configuration)
    }

    @Test(
        "Citations are counted",
        arguments: [
            ("It is so [1], and so [2, 3].", 2), ("See [the paper](https://example.org/a).", 1), ("As shown (Knuth, 1974).", 1),
            ("A note[^4]", 1), ("An array a[i] (see above) of [text]", 0), ("In winter (1947)", 0),
        ]
    )
    func citations(_ text: String, _ count: Int) async throws {
        let enough = try Hook.requireCitations(count, at: .postTool)
        #expect(try await fault(enough, text) == nil)
        let more = try Hook.requireCitations(count + 1, at: .postTool)
        let message = "hook require_citations: the content has \(count) citations of the \(count + 1) asked for"
        #expect(try await fault(more, text) == message)
    }

    @Test("Insults are refused from their share on")
    func toxicity() async throws {
        #expect(try await fault(.checkToxicity(threshold: 0.25, at: .postTool), "You are an Idiot!") != nil)
        #expect(try await fault(.checkToxicity(threshold: 0.26, at: .postTool), "You are an Idiot!") == nil)
        #expect(try await fault(.checkToxicity(threshold: 0, at: .postTool), "A skilled friend") == nil)
        #expect(try await fault(.checkToxicity(words: ["friend"], at: .postTool), "A skilled friend") != nil)
    }

    @Test(
        "A language is told by its script, or by its words",
        arguments: [
            ("The answer is that you have to restart the server.", WrittenLanguage.english),
            ("Die Antwort ist nicht in der Datei, und das ist gut.", .german),
            ("Je ne sais pas, mais les fichiers sont dans le dossier et vous les trouverez.", .french),
            ("La respuesta está en el archivo, pero no es muy clara para los usuarios.", .spanish),
            ("La risposta non è nel file, ma questo è anche più semplice di prima.", .italian),
            ("A resposta não está no arquivo, mas você pode procurar em outra pasta com o nome.", .portuguese),
            ("Het antwoord is niet in het bestand, maar ik heb het ook voor je.", .dutch),
            ("Odpowiedź nie jest w pliku, ale to się zmieni już jutro.", .polish),
            ("Ответ не в файле, но это не то, что мы искали.", .russian),
            ("Відповідь не у файлі, але це не те, що ми шукали.", .ukrainian),
            ("答案不在文件中。", .chinese), ("答えはファイルにありません。", .japanese), ("답은 파일에 없습니다.", .korean),
            ("Η απάντηση δεν είναι εδώ.", .greek), ("התשובה אינה כאן.", .hebrew), ("الجواب ليس هنا.", .arabic),
            ("उत्तर यहाँ नहीं है।", .hindi), ("คำตอบไม่ได้อยู่ที่นี่", .thai),
        ] as [(String, WrittenLanguage)]
    )
    func languages(_ text: String, _ language: WrittenLanguage) async throws {
        #expect(WrittenLanguage(of: text) == language)
        #expect(try await fault(.checkLanguage(allowed: [language], at: .postTool), text) == nil)
        let others = Set(WrittenLanguage.allCases).subtracting([language])
        #expect(try await fault(.checkLanguage(allowed: others, at: .postTool), text) != nil)
    }

    @Test("Text that tells no language passes", arguments: ["", "42 + 1", "Kubernetes", "x = foo(bar)"])
    func noLanguage(_ text: String) async throws {
        #expect(try await fault(.checkLanguage(allowed: [.german], at: .postTool), text) == nil)
    }

    @Test("The audit log says what passed, and with what only where that is asked for, redacted", arguments: [false, true])
    func auditLog(includesContent: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let hook = Hook.auditLog(path: folder.path("audit.jsonl"), at: .postTool, includesContent: includesContent) {
                Date(timeIntervalSince1970: 0)
            }
            for number in 1...2 {
                let left = try await run(hook, "jane@example.com", metadata: ["tool_name": "mail", "error": "secret \(number)"])
                #expect(left == "jane@example.com")
            }
            let bytes = try folder.bytes(of: "audit.jsonl")
            let lines = try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
            #expect(lines.count == 2)
            var expected: JSONObject = [
                "time": "1970-01-01T00:00:00.000Z", "stage": "post_tool", "bytes": 16, "changed": false, "tool_name": "mail",
            ]
            if includesContent { expected["content"] = "[email]" }
            #expect(lines.first == .object(expected))
        }
    }

    @Test("A webhook is told what passed, without content unless that is asked for")
    func webhook() async throws {
        try await LoopbackServer.running { _ in
            .json([:], status: 204)
        } _: { server, url in
            let headers = ["Authorization": "Bearer t"]
            _ = try await run(
                .webhook(url: "\(url)/told", headers: headers, at: .postTool, timeLimit: .seconds(60)),
                "hi",
                metadata: ["tool_name": "mail"]
            )
            _ = try await run(
                .webhook(url: "\(url)/told", at: .postTool, includesContent: true, timeLimit: .seconds(60)),
                "to jane@example.com"
            )
            let received = server.received
            #expect(received.map(\.path) == ["/v1/told", "/v1/told"])
            #expect(received.first?["authorization"] == "Bearer t")
            #expect(received.first?["traceparent"] == nil)
            #expect(received.first?.body == ["stage": "post_tool", "bytes": 2, "changed": false, "tool_name": "mail"])
            #expect(received.last?.body.object?["content"] == "to [email]")
        }
    }

    @Test("A webhook that does not answer in time, or refuses, fails as the application wants")
    func failingWebhook() async throws {
        try await LoopbackServer.running {
            $0 == 0 ? .json([:], status: 500) : .stall(closed: {})
        } _: { _, url in
            let strict = Hook.webhook(url: url, at: .postTool, timeLimit: .seconds(30), onFailure: .abort)
            let refused = try await fault(strict, "hi")
            #expect(refused == "hook webhook: the server answered status 500")
            let lenient = Hook.webhook(url: url, at: .postTool, timeLimit: .milliseconds(50))
            #expect(try await fault(lenient, "hi") == nil)
        }
    }
}

@Suite("The hook that bounds cost and time")
struct BudgetHookTests {
    @Test("What is spent, or over in time, ends the work between two steps")
    func budget() async throws {
        let clock = VirtualClock()
        let hook = Hook.budget(cost: 1, latency: .seconds(10), at: [.postExecutor], clock: clock)
        let runner = HookRunner(
            HookRegistry([hook]),
            tracer: nil,
            clock: clock,
            contentCapture: .off,
            redactor: .secrets,
            logger: LogLines().logger
        )
        let text = try await runner.run(.postExecutor, "a")
        #expect(text == "a")
        let meter = UsageMeter()
        meter.add(nil, .exact(1.5))
        let spent = await #expect(throws: LLMError.self) {
            try await ServiceContext.with({ $0.meters = [meter] }) { () async throws(LLMError) in try await runner.run(.postExecutor, "a") }
        }
        #expect(spent?.kind == .budget)
        try await clock.sleep(for: .seconds(11))
        let late = await #expect(throws: LLMError.self) { try await runner.run(.postExecutor, "a") }
        #expect(late?.kind == .budget)
    }
}
