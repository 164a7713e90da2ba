import AsyncHTTPClient
import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import NIOCore
import Testing

@testable import GlueLLM

@Suite("Answers over HTTP that are read as a whole", .timeLimit(.minutes(3)))
struct WholeAnswerTests {
    let tracer = InMemoryTracer()

    private static func says(_ text: String) -> ChunkServer.Answer {
        ChunkServer.Answer([JSONValue.object(["says": .string(text)]).bytes()], contentType: "application/json")
    }

    private func ask(_ baseURL: String, limit: Duration? = nil, client: HTTPClient? = nil) async throws(LLMError) -> String {
        let oracle = try Oracle(baseURL: baseURL, apiKey: nil, client: client)
        var attempt = Attempt(tracer: tracer)
        attempt.limit = limit
        return try await oracle.respond(to: ModelRequest(.user("hi")), attempt: attempt).choices[0].text
    }

    @Test("Calls one after the other use one connection; calls at once get their own answers")
    func connections() async throws {
        try await ChunkServer.running({ Self.says("\($0)") }) { server, baseURL in
            let oracle = try Oracle(baseURL: baseURL, apiKey: nil)
            func ask() async throws -> String {
                try await oracle.respond(to: ModelRequest(.user("hi")), attempt: Attempt(tracer: tracer)).choices[0].text
            }
            for number in 0..<20 { #expect(try await ask() == "\(number)") }
            #expect(server.connections == 1)
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await ask() } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(answers == Set((20..<120).map { "\($0)" }))
        }
    }

    @Test("A provider that keeps the limit itself ends with a timeout, and with it its connection")
    func limit() async throws {
        let answer = ChunkServer.Answer([Array("{".utf8)], .stall, contentType: "application/json")
        try await ChunkServer.running({ _ in answer }) { server, baseURL in
            let error = await #expect(throws: LLMError.self) { try await ask(baseURL, limit: .milliseconds(50)) }
            #expect(error?.kind == .timeout)
            while server.answering > 0 { try await Task.sleep(for: .milliseconds(5)) }
            let span = try #require(tracer.span("POST"))
            #expect(span.errorType == "timeout")
            // What the server said until then is told.
            #expect(span.number(HTTP.Attributes.responseStatusCode) == 200)
        }
    }

    @Test("A call that is cancelled before it begins reaches no server")
    func cancelledBefore() async throws {
        try await ChunkServer.running({ _ in Self.says("never") }) { server, baseURL in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await ask(baseURL)
            }
            let error = await #expect(throws: LLMError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(server.requests == 0)
            #expect(tracer.activeSpans.isEmpty)
        }
    }

    @Test("Of an error's body no more is read than a message needs")
    func endlessError() async throws {
        let chunks = Array(repeating: [UInt8](repeating: UInt8(ascii: "x"), count: 65_536), count: 64)
        try await ChunkServer.running({ _ in .init(chunks, .stall, status: 500, contentType: "text/plain") }) { server, baseURL in
            let error = await #expect(throws: LLMError.self) { try await ask(baseURL) }
            #expect(error?.kind == .server)
            #expect(error?.status == 500)
            #expect(error?.excerpt?.hasPrefix("xxx") == true)
            while server.answering > 0 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test("An answer that breaks off is a connection error, wherever it does", arguments: 0..<3)
    func cut(count: Int) async throws {
        let pieces = ["{\"says\":", "\"hal", "f"].map { Array($0.utf8) }
        let answer = ChunkServer.Answer(Array(pieces.prefix(count)), .cut, contentType: "application/json")
        try await ChunkServer.running({ _ in answer }) { _, baseURL in
            let error = await #expect(throws: LLMError.self) { try await ask(baseURL) }
            #expect(error?.kind == .connection)
            #expect(error?.isRetryable == true)
            #expect(tracer.span("POST")?.errorType == "connection")
        }
    }

    @Test("A client that was shut down is an error, not a wait")
    func shutDown() async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .models())
        try await client.shutdown()
        try await ChunkServer.running({ _ in Self.says("never") }) { _, baseURL in
            let error = await #expect(throws: LLMError.self) { try await ask(baseURL, client: client) }
            #expect(error?.kind == .connection)
        }
    }

    @Test("The first reason to end a request counts, also before it is sent")
    func reasons() async throws {
        struct First: Error {}
        let request = CancellableRequest()
        request.end(First())
        request.end(CancellationError())
        try await ChunkServer.running({ _ in Self.says("never") }) { server, baseURL in
            let message = try HTTPClient.Request(url: baseURL)
            let client = HTTPClient.untraced
            await #expect(throws: First.self) {
                try await request.run(on: client.eventLoopGroup.any()) {
                    client.execute(request: message, delegate: AnswerCollector(limit: 1, errorLimit: 1, tape: nil))
                }
            }
            #expect(server.requests == 0)
        }
    }
}
