import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing
import Tracing

@testable import GlueLLM

@Suite("Batch of a file")
struct BatchFileTests {
    private static func client(_ provider: ScriptedProvider) -> LLMClient {
        LLMClient(model: "gpt-4o-mini", provider: provider, retry: .never, tracer: NoOpTracer())
    }

    private static let input = """
        {"id": "a", "prompt": "one", "metadata": {"row": 1}}

        {"prompt": "two"}
        {"id": "c", "messages": [{"role": "user", "content": "three"}], "parameters": {"max_tokens": 4, "temperature": 0}}
        """

    private static func lines(_ folder: TemporaryFolder, _ name: String) throws -> [JSONValue] {
        try String(decoding: folder.bytes(of: name), as: UTF8.self).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    @Test("Each line of the input becomes one of the output, and each request stands in the record before it")
    func answers() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            let provider = ScriptedProvider(["1", "2", "3"])
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let summary = try await Self.client(provider).batch(file, options: BatchOptions(concurrency: 1))
            #expect(summary.succeeded == 3 && summary.requests == 3 && summary.resumed == 0)
            let lines = try Self.lines(folder, "out")
            #expect(lines.map { $0["id"]?.string } == ["a", "line-3", "c"] && lines.map { $0["text"]?.string } == ["1", "2", "3"])
            #expect(lines[0]["metadata"] == ["row": 1] && lines[0]["index"] == 0)
            #expect(try Self.lines(folder, "out.sent").map { $0["sent"]?.string } == ["a", "line-3", "c"])
            #expect(provider.requests.last?.parameters.maxTokens == 4)
        }
    }

    @Test("A second run sends what has no answer yet, and tells what both came to")
    func resumes() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let options = BatchOptions(concurrency: 1, errorStrategy: .failFast)
            let used = Usage(inputTokens: 10, outputTokens: 5)
            let first = ScriptedProvider([.text("1", used), .fails(.server)])
            await #expect(throws: BatchError.self) { try await Self.client(first).batch(file, options: options) }
            let second = ScriptedProvider([.text("2", used), .text("3", used)])
            let summary = try await Self.client(second).batch(file, options: options)
            #expect(second.requests.map { $0.messages.last?.text } == ["two", "three"])
            #expect(summary.succeeded == 3 && summary.failed == 0 && summary.resumed == 1)
            #expect(summary.requests == 4 && summary.lostRequests == 0 && summary.usage == Usage(inputTokens: 30, outputTokens: 15))
            #expect(summary.costs.unknown == 0 && summary.costs.total.kind == .exact)
            let third = ScriptedProvider([])
            let again = try await Self.client(third).batch(file, options: options)
            #expect(again.resumed == 3 && again.requests == 4 && third.requests.isEmpty)
        }
    }

    @Test("A line that broke off is cut and kept aside; its item is sent again and the lost request counted as an estimate")
    func torn() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            let whole = #"{"id":"a","index":0,"text":"1","requests":1,"costs":{"exact_usd":0.5,"estimated_usd":0,"unknown":0}}"# + "\n"
            try folder.write(Array((whole + #"{"id":"c","index":2,"te"#).utf8), to: "out")
            let sent = #"{"sent":"a","estimate_usd":0.25}"# + "\n" + #"{"sent":"c","estimate_usd":0.125}"# + "\n" + #"{"sen"#
            try folder.write(Array(sent.utf8), to: "out.sent")
            let provider = ScriptedProvider(always: .text("again", Usage(inputTokens: 0, outputTokens: 0)))
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let summary = try await Self.client(provider).batch(file, options: BatchOptions(concurrency: 1))
            #expect(provider.requests.map { $0.messages.last?.text } == ["two", "three"])
            #expect(summary.requests == 4 && summary.lostRequests == 1)
            #expect(summary.costs == BatchCosts(exact: 0.5, estimated: 0.125))
            #expect(try Self.lines(folder, "out").map { $0["id"]?.string } == ["a", "line-3", "c"])
            #expect(String(decoding: try folder.bytes(of: "out.torn"), as: UTF8.self).contains(#"{"id":"c","index":2,"te"#))
        }
    }

    @Test("A last line that lacks nothing but its end counts as an answer")
    func unended() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            try folder.write(Array(#"{"id":"a","index":0,"text":"1","requests":1}"#.utf8), to: "out")
            let provider = ScriptedProvider(always: "x")
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let summary = try await Self.client(provider).batch(file, options: BatchOptions(concurrency: 1))
            #expect(summary.resumed == 1 && provider.requests.count == 2)
            #expect(try Self.lines(folder, "out").count == 3)
        }
    }

    @Test("Lines that are no items are told by their numbers, all at once, before anything is sent")
    func badLines() async throws {
        try await TemporaryFolder.with { folder in
            let lines = [
                #"{"id": "a", "prompt": "one"}"#, #"{"id": "a", "prompt": "two"}"#, #"{"promt": "three"}"#, "{", #"{"id": "b"}"#,
                #"{"prompt": "x", "parameters": {"max_tokens": "many"}}"#,
            ]
            try folder.write(Array(lines.joined(separator: "\n").utf8), to: "in")
            let provider = ScriptedProvider([])
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let error = await #expect(throws: BatchError.self) { try await Self.client(provider).batch(file) }
            guard case .badLines(let bad)? = error?.reason else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(bad.map(\.number) == [2, 3, 4, 5, 6] && provider.requests.isEmpty)
            #expect(bad[1].reason.contains("promt") && bad[4].reason.contains("parameters.max_tokens"))
        }
    }

    @Test("An output that is no batch's is left as it is", arguments: ["hello\n", #"{"some":"json"}"# + "\n"])
    func foreign(content: String) async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            try folder.write(Array(content.utf8), to: "out")
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let error = await #expect(throws: BatchError.self) { try await Self.client(ScriptedProvider([])).batch(file) }
            guard case .file(_, let reason)? = error?.reason else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(reason.contains("line 1"))
            #expect(try folder.bytes(of: "out") == Array(content.utf8))
        }
    }

    @Test("Two batches do not write one output")
    func inUse() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(Self.input.utf8), to: "in")
            let held = try LineAppender(folder.path("out"), durability: .written)
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"))
            let error = await #expect(throws: BatchError.self) { try await Self.client(ScriptedProvider([])).batch(file) }
            #expect(error?.reason == .inUse(path: folder.path("out")))
            try await held.finish()
        }
    }

    @Test("The output is put into the order of the input where that is asked for")
    func ordered() async throws {
        try await TemporaryFolder.with { folder in
            let input = (0..<20).map { #"{"id": "\#($0)", "prompt": "\#($0)"}"# }.joined(separator: "\n")
            try folder.write(Array(input.utf8), to: "in")
            // An answer of an earlier run stands first.
            let early = #"{"id":"19","index":19,"text":"\#(String(repeating: "long", count: 10_000))","requests":1}"# + "\n"
            try folder.write(Array(early.utf8), to: "out")
            let file = BatchFile(input: folder.path("in"), output: folder.path("out"), durability: .written, ordersOutput: true)
            _ = try await Self.client(ScriptedProvider(always: "x")).batch(file, options: BatchOptions(concurrency: 7))
            #expect(try Self.lines(folder, "out").map { $0["index"]?.integer } == (0..<20).map { Int64($0) })
        }
    }

    @Test("Lines that come at once are all there once their appends return")
    func appends() async throws {
        try await TemporaryFolder.with { folder in
            let appender = try LineAppender(folder.path("lines"), durability: .synced)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 { group.addTask { try await appender.append(JSONValue.integer(Int64(number)).bytes()) } }
                try await group.waitForAll()
            }
            #expect(Set(try Self.lines(folder, "lines").compactMap(\.integer)) == Set(0..<200))
        }
    }
}
