import AsyncHTTPClient
import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import GlueReplay

@Suite("Mock server")
struct MockServerTests {
    private struct Answer: Sendable {
        var status: Int
        var type: String?
        var body: [UInt8]

        var json: JSONValue { get throws { try JSONValue(parsing: body) } }
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private func send(_ address: ServerAddress, _ path: String, method: String = "POST", body: JSONValue? = nil, raw: String? = nil)
        async throws -> Answer
    {
        var request = HTTPClientRequest(url: "http://\(address.host):\(address.port)\(path)")
        request.method = .RAW(value: method)
        if let text = raw ?? body?.text() { request.body = .bytes(ByteBuffer(string: text)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return Answer(
            status: Int(response.status.code),
            type: response.headers.first(name: "content-type"),
            body: Array(buffer: try await response.body.collect(upTo: 1 << 20))
        )
    }

    private static let question: JSONValue = [
        "model": "gpt-4o-mini",
        "messages": [["role": "developer", "content": "Be terse."], ["role": "user", "content": "What is the weather in Oslo?"]],
    ]

    private static func streamed(_ body: JSONValue, usage: Bool) -> JSONValue {
        var object = body.object ?? [:]
        object["stream"] = true
        if usage { object["stream_options"] = ["include_usage": true] }
        return .object(object)
    }

    @Test(
        "The path is served with the version and without",
        arguments: ["/v1/chat/completions", "/chat/completions", "/v1/chat/completions/"]
    )
    func paths(path: String) async throws {
        let answer = try await MockServer(AnswerBook([.sample()], matching: .strict)).running {
            try await send($0, path, body: Self.question)
        }
        #expect(answer.status == 200)
        #expect(try answer.json["object"] == "chat.completion")
    }

    @Test("The wire form of a stream: events, one id, a finish chunk, usage, [DONE]")
    func stream() async throws {
        let answer = try await MockServer(AnswerBook([.sample()], matching: .strict)).running {
            try await send($0, "/v1/chat/completions", body: Self.streamed(Self.question, usage: true))
        }
        #expect(answer.type == "text/event-stream")
        #expect(answer.text.hasSuffix("data: [DONE]\n\n"))
        let chunks = try answer.text.split(separator: "\n\n").dropLast().map { event in
            try JSONValue(parsing: String(event.dropFirst("data: ".count)))
        }
        #expect(chunks.allSatisfy { $0["id"] == "chatcmpl-0" && $0["object"] == "chat.completion.chunk" })
        #expect(chunks.first?["choices"]?[0]?["delta"]?["role"] == "assistant")
        #expect(chunks.dropLast().last?["choices"]?[0]?["finish_reason"] == "stop")
        #expect(chunks.last?["usage"]?["prompt_tokens"] == 20)
        #expect(OpenAIChat.merged(chunks).flatMap(OpenAIChat.response)?.choices.first?.text == "It is 4 °C in Oslo.")
    }

    @Test(
        "What is no request is refused in OpenAI's form",
        arguments: [
            ("{\"model\": ", 400, "no JSON"), ("{}", 400, "'model'"), ("{\"model\": \"m\"}", 400, "'messages'"),
            ("{\"model\": \"m\", \"messages\": []}", 400, "'messages'"), ("[1]", 400, "'model'"),
        ]
    )
    func badRequests(body: String, status: Int, words: String) async throws {
        let answer = try await MockServer(AnswerBook([.sample()], matching: .strict)).running {
            try await send($0, "/v1/chat/completions", raw: body)
        }
        #expect(answer.status == status)
        #expect(try answer.json["error"]?["type"] == "invalid_request_error")
        #expect(try answer.json["error"]?["message"]?.string?.contains(words) == true)
    }

    @Test("A request over the limit, another method and another path are refused")
    func refused() async throws {
        var server = MockServer(AnswerBook([.sample()], matching: .strict))
        server.requestLimit = 1000
        let answers = try await server.running { address in
            let large = Self.streamed(["model": "m", "messages": .array([.string(String(repeating: "x", count: 2000))])], usage: false)
            return [
                try await send(address, "/v1/chat/completions", body: large),
                try await send(address, "/v1/chat/completions", method: "GET"),
                try await send(address, "/v1/completions", body: ["model": "m", "prompt": "x"]),
                try await send(address, "/v1/models/none", method: "GET"),
            ]
        }
        #expect(answers.map(\.status) == [413, 405, 404, 404])
        for answer in answers { #expect(try answer.json["error"]?["message"]?.string?.isEmpty == false) }
    }

    @Test("At the recorded speed the first piece comes when it came, and the last when it came")
    func speed() async throws {
        var exchange = Exchange.sample()
        exchange.duration = .seconds(10)
        exchange.timeToFirstChunk = .seconds(4)
        let clock = CountingClock()
        var server = MockServer(AnswerBook([exchange, exchange], matching: .ordered), speed: .recorded(factor: 2))
        server.clock = clock
        try await server.running { address in
            _ = try await send(address, "/v1/chat/completions", body: Self.streamed(Self.question, usage: false))
            _ = try await send(address, "/v1/chat/completions", body: Self.question)
        }
        // Six words, the role and the finish: eight pieces. Then the answer that comes whole.
        // Each waits for its time since the request, on a clock that stands still, and the closing mark for that of the last.
        let gap = Duration.seconds(6) / 7
        #expect(clock.sleeps == (0..<7).map { (.seconds(4) + gap * $0) / 2.0 } + [.seconds(5), .seconds(5), .seconds(5)])
    }

    /// The engine with its own provider over HTTP, as a program would run it.
    private func drive(_ exchanges: [Exchange], attempts: Int = 3) async throws -> (Result<Completion, LLMError>, OTLP.Traces, AnswerBook) {
        let book = AnswerBook(exchanges, matching: .strict)
        let recorder = Recorder()
        let result = try await MockServer(book).running { address in
            let client = LLMClient(
                model: "gpt-4o-mini",
                provider: try OpenAIProvider(baseURL: "http://\(address.host):\(address.port)/v1", apiKey: "none"),
                name: "forecaster",
                systemPrompt: "Be terse.",
                tools: [RecordedSessions.weather],
                parameters: ModelParameters(temperature: 0.2, maxTokens: 300, seed: 7),
                retry: RetryPolicy(attempts: attempts, backoff: Backoff(initial: .zero)),
                contentCapture: .spans,
                tracer: recorder.telemetry.tracer
            )
            do throws(LLMError) {
                return Result<Completion, LLMError>.success(try await client.complete("What is the weather in Oslo?"))
            } catch {
                return .failure(error)
            }
        }
        return (result, await recorder.traces(), book)
    }

    @Test("The engine's own provider holds a recorded conversation with it, and what that leaves replays to the same")
    func engine() async throws {
        let recording = try Recording(traces: await RecordedSessions.full())
        let (result, traces, book) = try await drive(recording.exchanges)
        let completion = try result.get()
        #expect(completion.text == "It is 4 °C in both.")
        #expect(completion.rounds == 3)
        #expect(completion.usage == Usage(inputTokens: 360, outputTokens: 90, cachedInputTokens: 192, reasoningTokens: 0))
        #expect(book.unused.isEmpty)
        #expect(book.unanswered == 0)
        #expect(traces.spans.count { $0.name == "POST" } == 4, "three answers and an attempt that failed")

        let again = try Recording(traces: traces)
        #expect(again.exchanges[1].failedAttempts.map(\.status) == [429])
        let outcome = try await Redrive(again).run()
        #expect(outcome.verdict == .same(steps: 7), "\(outcome.verdict)")
    }

    @Test(
        "A failure that came over HTTP replays to the same, its retries included",
        arguments: [
            RecordedFailure(type: "authentication", message: "The key is wrong.", status: 401),
            RecordedFailure(type: "server", message: "Broken.", status: 500),
            RecordedFailure(type: "token_limit", message: "Too long."), RecordedFailure(type: "timeout"),
            RecordedFailure(type: "connection"),
        ]
    )
    func engineFailure(failure: RecordedFailure) async throws {
        let recording = try Recording(traces: await RecordedSessions.full())
        var exchange = recording.exchanges[0]
        let isRepeated = failure.kind.isUsuallyRetryable
        exchange.error = failure
        exchange.failedAttempts = isRepeated ? [failure, failure] : []
        let (result, traces, _) = try await drive([exchange])
        guard case .failure(let error) = result else {
            Issue.record("a failure was answered")
            return
        }
        #expect(error.kind == failure.kind)
        #expect(traces.spans.count { $0.name == "POST" } == (isRepeated ? 3 : 1))
        let outcome = try await Redrive(Recording(traces: traces)).run()
        #expect(outcome.verdict == .same(steps: 2), "\(outcome.verdict)")
    }

    @Test("A retry whose event was lost is found, as the attempts are still there")
    func lostRetry() async throws {
        let recording = try Recording(traces: await RecordedSessions.full())
        let (_, traces, _) = try await drive(recording.exchanges)
        let lost = traces.changed { $0.events.removeAll { $0.name == Glue.Events.retry } }
        let first = try #require(try await Redrive(Recording(traces: lost)).run().verdict.first)
        #expect(first.kind == .additionalEvent)
        #expect(first.path == "invoke_agent forecaster › chat gpt-4o-mini #2")
    }

    @Test("A port that is taken is an error, not a silence")
    func takenPort() async throws {
        let book = AnswerBook([.sample()], matching: .strict)
        try await MockServer(book).running { address in
            _ = await #expect(throws: (any Error).self) {
                _ = try await MockServer(book, port: address.port).running { _ in true }
            }
        }
    }
}

/// Notes how long somebody wanted to wait, and does not wait.
private final class CountingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex<[Duration]>([])

    var sleeps: [Duration] { state.withLock(\.self) }
    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws { state.withLock { $0.append(deadline.offset) } }
}
