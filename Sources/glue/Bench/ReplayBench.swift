import CoreMetrics
import Foundation
import GlueJSON
import GlueLLM
import GlueReplay
import GlueSemantics
import Tracing

/// How fast recordings are given again within the process, and how fast a large one opens.
struct ReplayBench: Sendable {
    let exchanges: Int
    let tasks: Int
    /// Of the recording that is written and opened.
    let megabytes: Int

    func run() async throws -> JSONValue {
        var report: JSONObject = ["exchanges": .integer(Int64(exchanges)), "tasks": .integer(Int64(tasks))]
        let provider = MockProvider(book)
        report["provider_per_s"] = .number(try await timed { try await Self.ask(provider, $0) })
        var client = LLMClient(model: "m", provider: MockProvider(book), contentCapture: .off, metrics: NOOPMetricsHandler.instance)
        client.tracer = NoOpTracer()
        let engine = client
        report["engine_per_s"] = .number(try await timed { _ = try await engine.complete(Self.question($0)) })
        if megabytes > 0 { report["index"] = try index() }
        return .object(report)
    }

    private static func question(_ number: Int) -> String { "What is \(number) plus one?" }

    private static func ask(_ provider: MockProvider, _ number: Int) async throws {
        _ = try await provider.respond(to: ModelRequest(model: "m", messages: [.user(question(number))]))
    }

    private var book: AnswerBook {
        AnswerBook(
            (0..<exchanges).map { number in
                Exchange(
                    index: number,
                    model: "m",
                    input: [.user(Self.question(number))],
                    output: [Message(.assistant, parts: [.text("It is \(number + 1).")], finishReason: .stop)],
                    tools: [],
                    usage: Usage(inputTokens: 12, outputTokens: 6)
                )
            },
            matching: .lenient
        )
    }

    private func timed(_ once: @escaping @Sendable (Int) async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask { for number in stride(from: task, to: exchanges, by: tasks) { try await once(number) } }
            }
            try await group.waitForAll()
        }
        return Double(exchanges) / ((ContinuousClock.now - start) / .seconds(1))
    }

    /// Writes a recording of so many megabytes, and opens it.
    private func index() throws -> JSONValue {
        let path = NSTemporaryDirectory() + "glue-bench-\(ProcessInfo.processInfo.processIdentifier).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw CommandFailure(.no, "\(path) cannot be written") }
        let line = Data(Self.line.utf8)
        var block = Data()
        while block.count < 1 << 20 { block.append(line) }
        for _ in 0..<megabytes { try file.write(contentsOf: block) }
        try file.close()
        let before = MemoryWatch.resident
        let start = ContinuousClock.now
        let index = try RecordingIndex(path: path)
        let opened = ContinuousClock.now - start
        return [
            "megabytes": .integer(Int64(megabytes)), "requests": .integer(Int64(index.count)),
            "open_ms": .number(opened / .milliseconds(1)),
            "memory_mb": .number(Double(MemoryWatch.resident - before) / 1_048_576),
        ]
    }

    /// A span of four kilobytes or so.
    private static var line: String {
        let text = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 80)
        return """
            {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"GlueLLM"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",\
            "spanId":"b7ad6b7169203331","name":"chat m","kind":3,"startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[\
            {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.output.messages","value":{"stringValue":"\(text)"}}]}]}]}]}

            """
    }
}
