import GlueJSON
import GlueLLM
import GlueMCP
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@Suite("MCP servers", .timeLimit(.minutes(3)))
struct MCPServerTests {
    private static let said = """
        tools add,fail
        add {'sum': 5} False
        fail it is broken True
        nope MCPError True

        """

    @Test("The Python client calls the tools of a program of ours", .needs(.mcp))
    func standardIO() async throws {
        let outcome = try await Program.python(.mcp, script: PythonServer.client, [Program.built("MCPProbe").path]).run()
        #expect(outcome.text == Self.said, "\(outcome.error.suffix(2000))")
    }

    @Test("The Python client calls tools over HTTP; each request is a span", .needs(.mcp))
    func http() async throws {
        let tracer = InMemoryTracer()
        try await Self.serving(tracer) { port in
            let outcome = try await Program.python(.mcp, script: PythonServer.client, ["http://127.0.0.1:\(port)/mcp"]).run()
            #expect(outcome.text == Self.said, "\(outcome.error.suffix(2000))")
        }
        let names = tracer.finishedSpans.map(\.operationName)
        #expect(names.contains("tools/call add"))
        // A name that a client made up is in no span.
        #expect(names.contains("tools/call"))
        #expect(tracer.finishedSpans.allSatisfy { $0.kind == .server })
        #expect(tracer.finishedSpans.contains { $0.attributes.get(MCPNames.Attributes.sessionID) != nil })
    }

    @Test("Our client and our server agree, and the server's span is the child of the client's")
    func own() async throws {
        let tracer = InMemoryTracer()
        try await Self.serving(tracer) { port in
            let settings = MCPClientSettings(contentCapture: .off, tracer: tracer)
            try await MCPClient.connected(to: .http(url: "http://127.0.0.1:\(port)/mcp"), settings: settings) { server in
                #expect(server.protocolVersion == "2025-06-18")
                let value8 = try await server.call("add", ["a": 4, "b": 5]).structured
                #expect(value8 == ["sum": 9])
                let wrong = try await server.call("add", ["a": "x"])
                #expect(wrong.isError)
            }
        }
        let client = try #require(tracer.finishedSpans.first { $0.operationName == "tools/call add" && $0.kind == .client })
        let server = try #require(tracer.finishedSpans.first { $0.operationName == "tools/call add" && $0.kind == .server })
        #expect(server.parentSpanID == client.spanID)
        #expect(server.traceID == client.traceID)
    }

    @Test("A page of another site is refused")
    func origin() async throws {
        try await Self.serving(InMemoryTracer()) { port in
            for (origin, kind) in [("https://evil.example", LLMError.Kind.authentication), ("http://localhost:3000", nil)]
                as [(String, LLMError.Kind?)]
            {
                let connection = MCPConnection.http(url: "http://127.0.0.1:\(port)/mcp", headers: [("Origin", origin)])
                do {
                    try await MCPClient.connected(to: connection) { try await $0.ping() }
                    #expect(kind == nil)
                } catch let error as LLMError {
                    #expect(error.kind == kind)
                }
            }
        }
    }

    private static func serving(_ tracer: InMemoryTracer, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let server = MCPServer(name: "own", tools: [Add(), Fail()], contentCapture: .off, tracer: tracer)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serveHTTP(port: 0) { continuation.yield($0) } }
            for await port in ports {
                try await body(port)
                break
            }
            group.cancelAll()
        }
    }

    private struct Add: Tool {
        struct Arguments: Decodable {
            var a: Int
            var b: Int
        }
        let name = "add"
        let description = "Adds two numbers"
        let parameters = JSONSchema.object(["a": .integer("The first"), "b": .integer("The second")])
        func call(arguments: Arguments) async throws -> JSONValue { ["sum": .integer(Int64(arguments.a + arguments.b))] }
    }

    private struct Fail: Tool {
        struct Arguments: Decodable {}
        let name = "fail"
        let description = "Fails"
        let parameters = JSONSchema.object([:])
        func call(arguments: Arguments) async throws -> String { throw ToolFailure(type: "broken", message: "it is broken") }
    }
}
