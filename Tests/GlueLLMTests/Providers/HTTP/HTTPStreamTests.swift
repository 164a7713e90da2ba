import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@testable import GlueLLM

@Suite("Answers in pieces over HTTP", .timeLimit(.minutes(3)))
struct HTTPStreamTests {
    let tracer = InMemoryTracer()
    private static let request = ModelRequest(.user("hi"))
    private static let key = "oracle-key-0123456789"

    private static func says(_ texts: String..., end: Bool = true) -> [[UInt8]] {
        var pieces = texts.map { JSONValue.object(["says": .string($0)]) }
        if end { pieces.append(["end": true]) }
        return pieces.map { Wire.events([$0]) }
    }

    private func attempt(silence: Duration? = nil, clock: any Clock<Duration> = ContinuousClock(), key: APIKey? = nil) -> Attempt {
        Attempt(tracer: tracer, silence: silence, clock: clock, key: key)
    }

    /// What came, and how it ended.
    private func events(_ answer: ChunkServer.Answer, _ attempt: Attempt) async throws -> ([ModelEvent], LLMError?) {
        try await ChunkServer.running({ _ in answer }) { _, baseURL in
            var events: [ModelEvent] = []
            do throws(LLMError) {
                try await Oracle(baseURL: baseURL, apiKey: Self.key).stream(Self.request, attempt: attempt) { events.append($0) }
                return (events, nil)
            } catch {
                return (events, error)
            }
        }
    }

    @Test("Pieces come in order, in one span that ends once")
    func order() async throws {
        let (events, error) = try await events(.init(Self.says("a", "b", "c")), attempt())
        #expect(events == [.text("a"), .text("b"), .text("c")])
        #expect(error == nil)
        let span = try #require(tracer.span("POST"))
        #expect(span.number(HTTP.Attributes.responseStatusCode) == 200)
        #expect(!span.isFailed)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("Wherever a stream is cut, what came was passed on and the break is a connection error", arguments: 0..<4)
    func cut(count: Int) async throws {
        let pieces = Self.says("a", "b", "c")
        let (events, error) = try await events(.init(Array(pieces.prefix(count)), .cut), attempt())
        // What reached the client together with the end of the connection may be lost with it.
        #expect(["a", "b", "c"].prefix(count).map { .text($0) }.starts(with: events))
        #expect(error?.kind == .connection)
        #expect(error?.isRetryable == true)
        #expect(error?.provider == "oracle" || count == 0)
        #expect(tracer.span("POST")?.errorType == "connection")
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("A stream that ends in order, but before the answer does, has broken too")
    func early() async throws {
        let (events, error) = try await events(.init(Self.says("a", end: false)), attempt())
        #expect(events == [.text("a")])
        #expect(error?.kind == .connection)
    }

    @Test("A server that falls silent is a timeout, measured by the attempt's own clock", arguments: 0..<3)
    func silence(count: Int) async throws {
        let answer = ChunkServer.Answer(Array(Self.says("a", "b", "c").prefix(count)), .stall)
        let (_, error) = try await events(answer, attempt(silence: .seconds(5), clock: VirtualClock()))
        #expect(error?.kind == .timeout)
        #expect(error?.message.contains("silence") == true)
        #expect(tracer.span("POST")?.errorType == "timeout")
    }

    @Test("A reader that takes its time is not the server's silence")
    func slowReader() async throws {
        let clock = ManualClock()
        let error = try await ChunkServer.running({ _ in .init(Self.says("a", "b")) }) { _, baseURL -> LLMError? in
            do throws(LLMError) {
                try await Oracle(baseURL: baseURL, apiKey: nil).stream(Self.request, attempt: attempt(silence: .seconds(5), clock: clock)) {
                    _ in
                    clock.advance(by: .seconds(60))
                }
                return nil
            } catch {
                return error
            }
        }
        #expect(error == nil)
    }

    @Test("The end of an answer is enough: a server that keeps the connection open delays nobody")
    func stallAfterEnd() async throws {
        let (events, error) = try await events(.init(Self.says("a"), .stall), attempt(clock: VirtualClock()))
        #expect(events == [.text("a")])
        #expect(error == nil)
        #expect(tracer.span("POST")?.isFailed == false)
    }

    @Test("A connection that has ended well serves the next request")
    func reuse() async throws {
        try await ChunkServer.running({ _ in .init(Self.says("a")) }) { server, baseURL in
            let provider = try Oracle(baseURL: baseURL, apiKey: nil)
            for _ in 0..<5 { try await provider.stream(Self.request, attempt: attempt()) { _ in } }
            #expect(server.requests == 5)
            #expect(server.connections == 1)
        }
    }

    @Test("What the reader throws ends the stream, is thrown on, and closes the connection")
    func readerThrows() async throws {
        try await ChunkServer.running({ _ in .init(Self.says("a", "b"), .stall) }) { server, baseURL in
            let error = await #expect(throws: LLMError.self) {
                try await Oracle(baseURL: baseURL, apiKey: nil).stream(Self.request, attempt: attempt()) { _ throws(LLMError) in
                    throw LLMError(.budget, "enough")
                }
            }
            #expect(error?.kind == .budget)
            try await eventually { server.answering == 0 }
        }
        #expect(tracer.span("POST")?.errorType == "budget")
    }

    @Test("Cancelling closes the connection and ends the span", arguments: [0, 1, 2])
    func cancel(count: Int) async throws {
        let answer = ChunkServer.Answer(Array(Self.says("a", "b", "c").prefix(count)), .stall)
        try await ChunkServer.running({ _ in answer }) { server, baseURL in
            let seen = Mutex(0)
            let task = Task {
                try await Oracle(baseURL: baseURL, apiKey: nil).stream(Self.request, attempt: attempt()) { _ in seen.withLock { $0 += 1 } }
            }
            try await eventually { server.requests == 1 && seen.withLock { $0 == count } }
            task.cancel()
            let error = await #expect(throws: LLMError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            try await eventually { server.answering == 0 }
        }
        #expect(tracer.span("POST")?.errorType == "cancelled")
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("A slow reader slows the server: little more is sent than is read")
    func backPressure() async throws {
        let piece = Wire.events([["says": .string(String(repeating: "x", count: 1 << 16))]])
        let count = 900
        try await ChunkServer.running({ _ in .init(Array(repeating: piece, count: count) + Self.says()) }) { server, baseURL in
            let seen = Mutex(0)
            let mostAhead = Mutex(0)
            try await Oracle(baseURL: baseURL, apiKey: nil).stream(Self.request, attempt: attempt()) { _ in
                let read = seen.withLock { seen in
                    seen += 1
                    return seen
                }
                // While nothing is read for a moment, a server that nobody holds back would send all.
                if read == 10 { try? await Task.sleep(for: .milliseconds(500)) }
                if read <= 10 { mostAhead.withLock { $0 = max($0, server.written - read) } }
            }
            #expect(seen.withLock(\.self) == count)
            // 59 MB would come; what fits the sockets' buffers is a fraction of it.
            #expect(mostAhead.withLock(\.self) < count / 2)
        }
    }

    @Test("An error's status is read as an error, whatever was asked for, and the key that it echoes is gone")
    func status() async throws {
        let body: JSONValue = ["error": ["message": .string("no such key: \(Self.key)"), "type": "authentication_error"]]
        let (events, error) = try await events(.init([body.bytes()], status: 401, contentType: "application/json"), attempt())
        #expect(events.isEmpty)
        #expect(error?.kind == .authentication)
        #expect(error?.status == 401)
        #expect(error?.message.contains("ORACLE_API_KEY") == true)
        #expect(error?.excerpt?.contains("no such key") == true)
        #expect("\(String(describing: error))".contains(Self.key) == false)
        #expect(tracer.span("POST")?.errorType == "401")
        #expect(tracer.finishedSpans.allSatisfy { !$0.everything.contains(Self.key) })
    }

    @Test("An error in the midst of a stream is one, after what came before it, and without the key that it echoes")
    func errorWithin() async throws {
        let piece = Wire.events([["says": "a"], ["error": ["type": "overloaded_error", "message": .string("busy: \(Self.key)")]]])
        let (events, error) = try await events(.init([piece]), attempt())
        #expect(events == [.text("a")])
        #expect(error?.kind == .server)
        #expect(error?.excerpt?.contains("busy") == true)
        #expect("\(String(describing: error))".contains(Self.key) == false)
    }

    @Test("A piece that is no JSON is an answer that is none")
    func garbled() async throws {
        let (events, error) = try await events(.init([Wire.events([["says": "a"]]), Array("data: {\"says\n\n".utf8)]), attempt())
        #expect(events == [.text("a")])
        #expect(error?.kind == .invalidResponse)
    }

    @Test("A server that answers at once, whatever it is asked, is understood")
    func atOnce() async throws {
        let (events, error) = try await events(.init([(["says": "a"] as JSONValue).bytes()], contentType: "application/json"), attempt())
        #expect(error == nil)
        #expect(Wire.whole(events).choices.map(\.text) == ["a"])
    }

    @Test("An answer has a bound")
    func bound() async throws {
        try await ChunkServer.running({ _ in .init(Array(repeating: Self.says("0123456789")[0], count: 1000)) }) { _, baseURL in
            let provider = OpenAIProvider(service: try HTTPService(name: "small", baseURL: baseURL, responseLimit: 5000))
            let error = await #expect(throws: LLMError.self) { try await provider.stream(Self.request, attempt: attempt()) { _ in } }
            #expect(error?.kind == .invalidResponse)
            #expect(error?.message.contains("raise responseLimit") == true)
        }
    }

    @Test("Nobody listens: a connection error")
    func refused() async throws {
        let provider = try Oracle(baseURL: "http://127.0.0.1:9", apiKey: nil)
        let error = await #expect(throws: LLMError.self) { try await provider.stream(Self.request, attempt: attempt()) { _ in } }
        #expect(error?.kind == .connection)
    }

    @Test("An attempt's own key takes the place of the provider's, and shows itself as little")
    func attemptKey() async throws {
        let own = "oracle-pool-9876543210"
        try await LoopbackServer.running({ _ in .json(["error": ["message": .string("bad key \(own)")]], status: 401) }) {
            server,
            baseURL in
            let provider = try Oracle(baseURL: baseURL, apiKey: Self.key)
            let attempt = attempt(key: try APIKey(own))
            for isStreamed in [true, false] {
                let error = await #expect(throws: LLMError.self) {
                    if isStreamed {
                        try await provider.stream(Self.request, attempt: attempt) { _ in }
                    } else {
                        _ = try await provider.respond(to: Self.request, attempt: attempt)
                    }
                }
                #expect(error?.kind == .authentication)
                #expect("\(String(describing: error))".contains(own) == false)
            }
            #expect(server.received.map { $0["authorization"] } == ["Bearer \(own)", "Bearer \(own)"])
        }
    }

    @Test("The provider of the documentation answers a client, whole and in pieces")
    func oracle() async throws {
        try await LoopbackServer.running({ _ in .json(["says": "hi"]) }) { server, baseURL in
            let client = LLMClient.scripted(try Oracle(baseURL: baseURL, apiKey: nil)) { $0.tracer = tracer }
            #expect(try await client.complete("hi").text == "hi")
            #expect(server.received.map(\.path) == ["/v1/say"])
            #expect(server.received.first?.body["turns"]?[0] == ["who": "user", "says": "hi"])
        }
    }

    private func eventually(_ condition: () -> Bool) async throws {
        // Bounded in time, and as quick as what it waits for.
        for _ in 0..<1000 where !condition() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(condition())
    }
}
