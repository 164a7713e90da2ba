import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@testable import GlueLLM

/// A streamed conversation of two rounds, broken in every way at every place.
///
/// Whatever happens, each span ends once, usage is accounted as far as it was told, no tool runs twice, nothing is left
/// running, and the error is the right one.
@Suite("Chaos on the wire", .timeLimit(.minutes(5)))
struct WireChaosTests {
    @Test("Split at every byte, the answer is the same")
    func split() async throws {
        let bytes = Stream.text.joined()
        for place in 1..<bytes.count {
            let halves = [Array(bytes.prefix(place)), Array(bytes.dropFirst(place))]
            let outcome = try await run { $0 == 0 ? .init(Stream.toolCall) : .init(halves) }
            #expect(outcome.completion?.text == Stream.answer, "split at \(place)")
            try outcome.expectOrder(error: nil)
        }
    }

    @Test("Cut after every chunk of the first round: what nobody has seen is asked for again, else it is a connection error")
    func cut() async throws {
        for place in Stream.toolCall.indices {
            let outcome = try await run { request in
                request == 0
                    ? .init(Array(Stream.toolCall.prefix(place)), .cut)
                    : .init(request == 1 ? Stream.toolCall : Stream.text)
            }
            // What reached the client together with the end of the connection may be lost with it, and is then asked for again.
            if let completion = outcome.completion {
                #expect(completion.text == Stream.answer, "cut after \(place)")
                #expect(outcome.toolRuns == 1)
                try outcome.expectOrder(error: nil)
            } else {
                #expect(outcome.toolRuns == 0, "cut after \(place)")
                try outcome.expectOrder(error: .connection)
            }
            if place > Stream.silentChunks, outcome.requests == 1 { #expect(outcome.error?.partialOutput != nil, "cut after \(place)") }
        }
    }

    @Test("Cut after every chunk of the second round: the tool has run once and stays so; both rounds' usage is accounted")
    func cutInSecondRound() async throws {
        for place in Stream.text.indices where place > Stream.silentChunks {
            let outcome = try await run { $0 == 0 ? .init(Stream.toolCall) : .init(Array(Stream.text.prefix(place)), .cut) }
            try outcome.expectOrder(error: .connection)
            #expect(outcome.toolRuns == 1)
            #expect((1...3).contains(outcome.requests), "cut after \(place)")
            let told = outcome.spans.filter { $0.operationName == "chat gpt-4o" }
                .compactMap { $0.number(GenAI.Attributes.usageOutputTokens) }.reduce(0, +)
            #expect(told >= Double(Stream.usage.outputTokens))
            #expect(outcome.usage(of: "invoke_agent") == Int(told), "cut after \(place)")
        }
    }

    @Test("A server that falls silent after any chunk is a timeout, and the connection does not stay")
    func stall() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for place in Stream.text.indices {
                group.addTask {
                    let outcome = try await run(silence: .milliseconds(2500)) {
                        $0 == 0 ? .init(Stream.toolCall) : .init(Array(Stream.text.prefix(place)), .stall)
                    }
                    try outcome.expectOrder(error: .timeout)
                    // On a busy machine the first round may be silent for too long already.
                    #expect(outcome.toolRuns <= 1)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(
        "Garbled bytes are an error that says so or a changed text, never a crash, never a second run of the tool",
        arguments: Seeds.from(1, count: 200)
    )
    func garble(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        var bytes = Array(Stream.text.joined())
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
        }
        let place = Int.random(in: 0...bytes.count, using: &random)
        let halves = [Array(bytes.prefix(place)), Array(bytes.dropFirst(place))]
        let outcome = try await run { $0 == 0 ? .init(Stream.toolCall) : .init(halves) }
        #expect(outcome.toolRuns == 1)
        if let error = outcome.error {
            #expect([.invalidResponse, .connection, .server, .other, .invalidRequest].contains(error.kind), "\(error)")
        }
        try outcome.expectOrder(error: outcome.error?.kind)
    }

    @Test("A caller that leaves after any event ends the call; the upstream request is closed")
    func leave() async throws {
        let events = try await run { $0 == 0 ? .init(Stream.toolCall) : .init(Stream.text) }.events
        try #require(events > 6)
        // But for the last two, which come when the answer has ended.
        for place in 1..<(events - 1) {
            // The rest of the answer never comes: a call that is not ended would hang.
            let outcome = try await run(leaving: place) { $0 == 0 ? .init(Stream.toolCall) : .init(Stream.text.dropLast(), .stall) }
            try outcome.expectOrder(error: nil)
            #expect(outcome.toolRuns <= 1)
        }
    }

    @Test("A caller that is cancelled after any event gets a typed error; the upstream request is closed")
    func cancel() async throws {
        let events = try await run { $0 == 0 ? .init(Stream.toolCall) : .init(Stream.text) }.events
        try #require(events > 6)
        // But for the last two, which come when the answer has ended.
        for place in 1..<(events - 1) {
            let outcome = try await run(cancelling: place) {
                $0 == 0 ? .init(Stream.toolCall) : .init(Stream.text.dropLast(), .stall)
            }
            try outcome.expectOrder(error: .cancelled)
            #expect(outcome.toolRuns <= 1)
        }
    }

    /// Runs the conversation once and waits until nothing of it is left.
    private func run(
        silence: Duration? = .seconds(20),
        leaving place: Int? = nil,
        cancelling cancelPlace: Int? = nil,
        _ answer: @escaping @Sendable (Int) -> ChunkServer.Answer
    ) async throws -> Outcome {
        try await ChunkServer.running(answer) { server, baseURL in
            let tracer = InMemoryTracer()
            let runs = Mutex(0)
            let tool = AnyTool.plain("weather") {
                runs.withLock { $0 += 1 }
                return "14 °C"
            }
            var client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL), tools: [tool], clock: ContinuousClock())
            client.tracer = tracer
            client.retry = RetryPolicy(attempts: 2, backoff: Backoff(initial: .zero, maximum: .zero))
            client.limits.silence = silence
            let task = Task { [client] in try await Self.read(client, leaving: place, cancelling: cancelPlace) }
            var outcome = Outcome()
            switch await task.result {
            case .success(let (events, completion)):
                outcome.events = events
                outcome.completion = completion
            case .failure(let error):
                outcome.error = try #require(error as? LLMError)
            }
            // The call ends beside its reader where the reader has left.
            let deadline = ContinuousClock.now.advanced(by: .seconds(10))
            while !tracer.activeSpans.isEmpty, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(2)) }
            if place != nil || cancelPlace != nil || outcome.error?.kind == .timeout {
                while server.answering > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(2)) }
                #expect(server.answering == 0, "the connection is left open")
            }
            outcome.spans = tracer.finishedSpans
            outcome.openSpans = tracer.activeSpans.count
            outcome.toolRuns = runs.withLock { $0 }
            outcome.requests = server.requests
            return outcome
        }
    }

    private static func read(_ client: LLMClient, leaving: Int?, cancelling: Int?) async throws -> (Int, Completion?) {
        var events = 0
        for try await event in client.streamComplete("What is the weather?") {
            events += 1
            if case .finished(let completion, _) = event { return (events, completion) }
            if events == leaving { break }
            if events == cancelling { withUnsafeCurrentTask { $0?.cancel() } }
        }
        return (events, nil)
    }

    private struct Outcome: Sendable {
        var events = 0
        var completion: Completion?
        var error: LLMError?
        var spans: [FinishedInMemorySpan] = []
        var openSpans = 0
        var toolRuns = 0
        var requests = 0

        func usage(of name: String) -> Int? {
            spans.first { $0.operationName == name }?.number(Glue.Attributes.usageOutputTokens).map { Int($0) }
        }

        /// Every span ended, once; the root has the error, and the right one.
        func expectOrder(error kind: LLMError.Kind?, sourceLocation: SourceLocation = #_sourceLocation) throws {
            #expect(openSpans == 0, sourceLocation: sourceLocation)
            #expect(Set(spans.map(\.spanID)).count == spans.count, sourceLocation: sourceLocation)
            // An attempt on a connection that had just been closed reaches no server.
            #expect(spans.count { $0.operationName == "POST" } >= requests, sourceLocation: sourceLocation)
            #expect(error?.kind == kind, "\(error.map { "\($0)" } ?? "no error")", sourceLocation: sourceLocation)
            let root = spans.filter { $0.operationName == "invoke_agent" }
            #expect(root.count == 1, sourceLocation: sourceLocation)
            if let kind { #expect(root.first?.errorType == kind.rawValue, sourceLocation: sourceLocation) }
        }
    }

    /// The two answers, as OpenAI streams them, a chunk an event.
    private enum Stream {
        static let answer = "It is 14 °C in Zürich 🌦."
        static let usage = Usage(inputTokens: 20, outputTokens: 7)

        static let toolCall = chunks(
            [
                #"{"role":"assistant","content":null}"#,
                #"{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#,
            ],
            finish: "tool_calls"
        )

        static let text = chunks(
            [
                #"{"role":"assistant","content":""}"#, #"{"content":"It is 14 °C"}"#, #"{"content":" in Zürich"}"#, #"{"content":" 🌦."}"#,
            ],
            finish: "stop"
        )

        /// How many chunks come before the first that the caller sees.
        static let silentChunks = 1
        private static func chunks(_ deltas: [String], finish: String) -> [[UInt8]] {
            let head = #""id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-2024-08-06""#
            var events = deltas.map { #"{\#(head),"choices":[{"index":0,"delta":\#($0),"finish_reason":null}],"usage":null}"# }
            events.append(#"{\#(head),"choices":[{"index":0,"delta":{},"finish_reason":"\#(finish)"}],"usage":null}"#)
            events.append(#"{\#(head),"choices":[],"usage":{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27}}"#)
            return (events + ["[DONE]"]).map { Array("data: \($0)\n\n".utf8) }
        }
    }
}
