import GlueJSON
import GlueRedaction
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import ServiceContextModule
import Testing
import Tracing

@testable import GlueLLM

@Suite("The OpenAI provider over HTTP", .timeLimit(.minutes(3)))
struct OpenAIProviderTests {
    let tracer = InMemoryTracer()

    static let answer: JSONValue = [
        "id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o-2024-08-06", "service_tier": "default",
        "system_fingerprint": "fp_1",
        "choices": [["index": 0, "message": ["role": "assistant", "content": "14 °C"], "finish_reason": "stop", "logprobs": .null]],
        "usage": ["prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14, "prompt_tokens_details": ["cached_tokens": 8]],
    ]

    /// A client of a server on loopback.
    private func client(_ baseURL: String, apiKey: String? = "sk-test-0123456789", _ change: (inout LLMClient) -> Void = { _ in }) throws
        -> LLMClient
    {
        .scripted(try OpenAIProvider(baseURL: baseURL, apiKey: apiKey)) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    private func failure(_ reply: LoopbackServer.Reply, _ change: @Sendable (inout LLMClient) -> Void = { _ in }) async throws -> LLMError?
    {
        try await LoopbackServer.running({ _ in reply }) { _, baseURL in
            let client = try client(baseURL) {
                $0.retry = .never
                change(&$0)
            }
            return await #expect(throws: LLMError.self) { try await client.complete("What is the weather?") }
        }
    }

    @Test("A good answer: what is sent, what comes back, and the two spans of it")
    func good() async throws {
        try await LoopbackServer.running({ _ in .json(Self.answer, headers: ["x-request-id": "req_1"]) }) { server, baseURL in
            let completion = try await client(baseURL) { $0.parameters.extra = ["service_tier": "flex"] }.complete("Paris?")
            #expect(completion.text == "14 °C")
            #expect(completion.usage == Usage(inputTokens: 10, outputTokens: 4, cachedInputTokens: 8))
            #expect(completion.model == "gpt-4o-2024-08-06")
            #expect(completion.responseID == "chatcmpl-1")
            #expect(completion.finishReason == .stop)

            let received = try #require(server.received.first)
            #expect(received.path == "/v1/chat/completions")
            #expect(received["authorization"] == "Bearer sk-test-0123456789")
            #expect(received["content-type"] == "application/json")
            #expect(received.body["model"] == "gpt-4o")
            #expect(received.body["messages"] == [["role": "user", "content": "Paris?"]])

            let chat = try #require(tracer.span("chat gpt-4o"))
            #expect(chat.kind == .client)
            #expect(chat[GenAI.Attributes.providerName] == "openai")
            #expect(chat[GenAI.Attributes.responseModel] == "gpt-4o-2024-08-06")
            #expect(chat[GenAI.Attributes.responseID] == "chatcmpl-1")
            #expect(chat[OpenAINames.apiType] == "chat_completions")
            #expect(chat[OpenAINames.requestServiceTier] == "flex")
            #expect(chat[OpenAINames.responseServiceTier] == "default")
            #expect(chat[OpenAINames.responseSystemFingerprint] == "fp_1")
            #expect(chat.attributes.get(GenAI.Attributes.responseFinishReasons) == .stringArray(["stop"]))
            #expect(chat[HTTP.Attributes.serverAddress] == "127.0.0.1")
            #expect(chat.number(GenAI.Attributes.usageCacheReadInputTokens) == 8)

            let attempt = try #require(tracer.span("POST"))
            #expect(attempt.parentSpanID == chat.spanID)
            #expect(attempt.kind == .client)
            #expect(attempt[HTTP.Attributes.requestMethod] == "POST")
            #expect(attempt[HTTP.Attributes.urlFull] == baseURL + "/chat/completions")
            #expect(attempt.number(HTTP.Attributes.responseStatusCode) == 200)
            #expect(attempt[HTTP.Attributes.networkProtocolVersion] == "1.1")
            #expect(attempt.number(HTTP.Attributes.requestResendCount) == nil)
            #expect(attempt.status == nil)
            #expect(tracer.finishedSpans.count == 3)
        }
    }

    @Test("Each attempt is a span of its own, and the recovered call no failure")
    func attempts() async throws {
        let replies: [LoopbackServer.Reply] = [
            .json(["error": ["message": "slow down"]], status: 429, headers: ["retry-after-ms": "1500"]), .json([:], status: 503),
            .json(Self.answer),
        ]
        let clock = VirtualClock()
        try await LoopbackServer.running({ replies[min($0, 2)] }) { _, baseURL in
            _ = try await client(baseURL) { $0.clock = clock }.complete("Paris?")
        }
        #expect(clock.waits == [.milliseconds(1500), .seconds(2)])
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(!chat.isFailed)
        let spans = tracer.children(of: chat)
        #expect(spans.map(\.errorType) == ["429", "503", nil])
        #expect(spans.map(\.isFailed) == [true, true, false])
        #expect(spans.map { $0.status?.message } == [nil, nil, nil])
        #expect(spans.map { $0.number(HTTP.Attributes.requestResendCount) } == [nil, 1, 2])
    }

    @Test(
        "A status becomes a kind of error, with the provider's words apart",
        arguments: [
            (401, "invalid_api_key", .authentication), (429, "rate_limit_exceeded", .rateLimit),
            (400, "context_length_exceeded", .tokenLimit),
            (400, "invalid_value", .invalidRequest), (404, "model_not_found", .invalidRequest), (500, "server_error", .server),
            (503, "none", .connection), (400, "content_filter", .contentFilter),
        ] as [(Int, String, LLMError.Kind)]
    )
    func failures(status: Int, code: String, kind: LLMError.Kind) async throws {
        let body: JSONValue = ["error": ["message": "the provider's own words", "type": "invalid_request_error", "code": .string(code)]]
        let error = try await failure(.json(body, status: status, headers: ["x-request-id": "req_9", "retry-after": "7"]))
        #expect(error?.kind == kind)
        #expect(error?.status == status)
        #expect(error?.requestID == "req_9")
        #expect(error?.retryAfter == .seconds(7))
        #expect(error?.excerpt == "the provider's own words")
        #expect(error?.provider == "openai")
        #expect(error?.model == "gpt-4o")
        #expect(tracer.span("POST")?.errorType == "\(status)")
        #expect(tracer.span("chat gpt-4o")?.errorType == kind.rawValue)
        // They may quote the conversation, which spans hold only where it is asked for.
        #expect(tracer.finishedSpans.allSatisfy { !$0.everything.contains("own words") })
    }

    @Test("A used-up quota is no rate limit that passes")
    func quota() async throws {
        let error = try await failure(.json(["error": ["message": "pay", "code": "insufficient_quota"]], status: 429))
        #expect(error?.kind == .rateLimit)
        #expect(error?.isRetryable == false)
    }

    @Test(
        "An excerpt has no secrets and a bounded length, whatever form the body has",
        arguments: [
            (#"{"error":{"message":"Incorrect API key: sk-test-0123456789"}}"#, "Incorrect API key: [api_key]"),
            (#"{"error":"Incorrect API key: sk-live-abcdefabcdef"}"#, "Incorrect API key: [api_key]"),
            (#"{"detail":"sent Bearer abcdef123456"}"#, "sent Bearer [token]"),
            ("<html>\n <b>502</b>  Bad\tGateway</html>", "<html> <b>502</b> Bad Gateway</html>"),
            ("[]", nil), ("", nil),
        ] as [(String, String?)]
    )
    func excerpt(body: String, excerpt: String?) async throws {
        let error = try await failure(.bytes(Array(body.utf8), status: 400))
        #expect(error?.excerpt == excerpt)
        #expect("\(error?.description ?? "")".contains("0123456789") == false)
    }

    @Test("A long excerpt is cut, after the secret at the cut is out")
    func longExcerpt() async throws {
        let text = String(repeating: "x", count: 285) + " sk-test-0123456789 " + String(repeating: "y", count: 100_000)
        let error = try await failure(.json(["error": ["message": .string(text)]], status: 400))
        #expect(error?.excerpt?.count == 300)
        #expect(error?.excerpt?.contains("sk-") == false)
    }

    @Test(
        "An answer that is none is an error that says where to look",
        arguments: ["", "no JSON", "[]", "{}", #"{"choices":7}"#, #"{"choices":[]}"#, "\u{FFFD}", #"{"choices":[{"#]
    )
    func garbage(body: String) async throws {
        let error = try await failure(.bytes(Array(body.utf8)))
        #expect(error?.kind == .invalidResponse)
        #expect(tracer.span("chat gpt-4o")?.errorType == "invalid_response")
    }

    @Test("An error in an answer of status 200 is an error")
    func errorInside() async throws {
        let error = try await failure(.json(["error": ["message": "upstream is full", "code": 429]]))
        #expect(error?.kind == .rateLimit)
        #expect(error?.status == 429)
    }

    @Test("A redirect is not followed, with or without the key")
    func redirect() async throws {
        let error = try await failure(.json([:], status: 307, headers: ["location": "http://127.0.0.1:9/"]))
        #expect(error?.kind == .configuration)
    }

    @Test("An answer longer than the limit is refused before it is read to its end")
    func huge() async throws {
        try await LoopbackServer.running({ _ in .endless }) { _, baseURL in
            let provider = try OpenAIProvider(baseURL: baseURL, responseLimit: 1 << 20)
            let client = LLMClient.scripted(provider) { $0.retry = .never }
            let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
            #expect(error?.kind == .invalidResponse)
            #expect(error?.message.contains("raise responseLimit") == true)
        }
    }

    @Test("Without a key none is sent; further headers are, and replace")
    func headers() async throws {
        try await LoopbackServer.running({ _ in .json(Self.answer) }) { server, baseURL in
            let provider = try OpenAIProvider(baseURL: baseURL, headers: ["X-Team": "blue", "user-agent": "mine"])
            _ = try await LLMClient.scripted(provider).complete("hi")
            let received = try #require(server.received.first)
            #expect(received["authorization"] == nil)
            #expect(received["x-team"] == "blue")
            #expect(received["user-agent"] == "mine")
        }
    }

    @Test(
        "The trace goes along, baggage only where that is asked for",
        arguments: [(.none, false, false), (.traceContext, true, false), (.traceContextAndBaggage, true, true)]
            as [(TracePropagation, Bool, Bool)]
    )
    func propagation(propagation: TracePropagation, hasTrace: Bool, hasBaggage: Bool) async throws {
        try await LoopbackServer.running({ _ in .json(Self.answer) }) { server, baseURL in
            let provider = try OpenAIProvider(baseURL: baseURL, propagation: propagation)
            let client = LLMClient.scripted(provider) { $0.tracer = InjectingTracer(tracer: tracer) }
            _ = try await client.complete("hi")
            let received = try #require(server.received.first)
            let attempt = try #require(tracer.span("POST"))
            #expect(received["traceparent"] == (hasTrace ? "00-\(attempt.traceID)-\(attempt.spanID)-01" : nil))
            #expect(received["baggage"] == (hasBaggage ? "user=ann" : nil))
        }
    }

    @Test("Many calls to one server run at once: none waits for the connection of another")
    func concurrent() async throws {
        try await LoopbackServer.running({ _ in .onceReceived(64, Self.answer) }) { _, baseURL in
            let client = try client(baseURL)
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<64 { group.addTask { try await client.complete("Paris?").text } }
                for try await text in group { #expect(text == "14 °C") }
            }
        }
    }

    @Test("Cancellation reaches the socket")
    func cancellation() async throws {
        let (closed, signal) = AsyncStream.makeStream(of: Void.self)
        try await LoopbackServer.running({ _ in .stall(closed: { signal.yield() }) }) { server, baseURL in
            let client = try client(baseURL)
            let task = Task { try await client.complete("hi") }
            while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let error = await #expect(throws: LLMError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            // The server sees the close, or the suite's time limit ends the test.
            for await _ in closed { break }
        }
        #expect(tracer.span("POST")?.errorType == "cancelled")
    }

    @Test("An attempt that takes too long is a timeout, in its span too, and its connection closes")
    func timeout() async throws {
        let (closed, signal) = AsyncStream.makeStream(of: Void.self)
        try await LoopbackServer.running({ _ in .stall(closed: { signal.yield() }) }) { _, baseURL in
            let client = try client(baseURL) {
                $0.clock = ContinuousClock()
                $0.limits.attempt = .milliseconds(200)
                $0.retry = .never
            }
            let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
            #expect(error?.kind == .timeout)
            for await _ in closed { break }
        }
        #expect(tracer.span("POST")?.errorType == "timeout")
        #expect(tracer.span("chat gpt-4o")?.errorType == "timeout")
    }

    @Test("A closed port is a connection error that names the server, at once")
    func closedPort() async throws {
        let port = try await Server.freePort()
        let client = try client("http://127.0.0.1:\(port)/v1")
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .connection)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        #expect(tracer.finishedSpans.filter { $0.operationName == "POST" }.map(\.errorType) == ["connection", "connection", "connection"])
    }

    @Test(
        "A server that hangs up or speaks something else is told from one that is not there",
        arguments: [
            ("", .connection), ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices\":", .connection),
            ("220 mail.example ESMTP\r\n", .invalidResponse),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", .invalidResponse),
        ] as [(String, LLMError.Kind)]
    )
    func hangsUp(answer: String, kind: LLMError.Kind) async throws {
        try await Server.hangingUp(after: answer) { port in
            let client = try client("http://127.0.0.1:\(port)/v1") { $0.retry = .never }
            let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
            #expect(error?.kind == kind)
            #expect(error?.message.contains("no connection") == false)
        }
        #expect(tracer.span("POST")?.errorType == kind.rawValue)
    }

    @Test("The key is in no span, error or description")
    func secrets() async throws {
        let key = "my-house-key"
        try await LoopbackServer.running({ _ in
            .json(["error": ["message": "no: my-house-key"]], status: 401, headers: ["x-request-id": "my-house-key"])
        }) {
            _,
            baseURL in
            let client = try client(baseURL, apiKey: key)
            let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
            #expect(error.map { "\($0)" + ($0.excerpt ?? "") + ($0.requestID ?? "") }?.contains(key) == false)
        }
        #expect(tracer.finishedSpans.allSatisfy { !$0.everything.contains(key) })
    }
}

/// Injects what a tracer of W3C's trace context would.
private struct InjectingTracer: Tracer {
    var tracer: InMemoryTracer

    func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> InMemorySpan {
        tracer.startSpan(operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID, line: line)
    }

    func activeSpan(identifiedBy context: ServiceContext) -> InMemorySpan? { tracer.activeSpan(identifiedBy: context) }
    func forceFlush() {}

    func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
    where Inject.Carrier == Carrier {
        guard let span = context.inMemorySpanContext else { return }
        injector.inject("00-\(span.traceID)-\(span.spanID)-01", forKey: "traceparent", into: &carrier)
        injector.inject("user=ann", forKey: "Baggage", into: &carrier)
    }

    func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
    where Extract.Carrier == Carrier {}
}
