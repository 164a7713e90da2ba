import Foundation
import GlueJSON
import GlueLLM
import GlueMCP
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Logging
import ServiceContextModule
import Synchronization
import Testing
import Tracing

@Suite("MCP clients", .needs(.mcp), .timeLimit(.minutes(3)))
struct MCPClientTests {
    private static func python() throws -> MCPConnection {
        let program = try Program.python(.mcp, script: PythonServer.script)
        return .stdio(command: program.path, arguments: program.arguments, environment: program.environment)
    }

    /// Runs work against the Python server, over each transport.
    private func eachTransport(_ settings: MCPClientSettings, _ work: @escaping @Sendable (MCPClient) async throws -> Void) async throws {
        try await MCPClient.connected(to: Self.python(), settings: settings, work)
        try await Server.running(
            { port in try Program.python(.mcp, script: PythonServer.script, ["\(port)"]) },
            readyWhen: "/mcp",
            status: nil
        ) { server in
            try await MCPClient.connected(to: .http(url: server.baseURL + "/mcp"), settings: settings, work)
        }
    }

    @Test("A Python server is talked to over both transports: tools, failures, images, resources, prompts, progress")
    func talk() async throws {
        let tracer = InMemoryTracer()
        try await eachTransport(MCPClientSettings(contentCapture: .off, tracer: tracer)) { server in
            #expect(server.serverName == "python")
            try await server.ping()
            let value1 = try await server.toolList().map(\.name)
            #expect(Set(value1) == ["add", "broken", "dot", "slow", "trace"])
            let sum = try await server.call("add", ["a": 2, "b": 3])
            #expect(sum.text == "5")
            #expect(!sum.isError)
            let broken = try await server.call("broken")
            #expect(broken.isError)
            // What Python's server tells of an exception.
            #expect(broken.text.contains("broken"))
            let image = try await server.call("dot")
            #expect(image.content.first?["mimeType"] == "image/png")
            let value2 = try await server.resources().map(\.uri)
            #expect(value2 == ["note://one"])
            let value3 = try await server.read("note://one")
            #expect(value3 == "a note")
            let value4 = try await server.prompts().map(\.arguments)
            #expect(value4 == [["name"]])
            let value5 = try await server.prompt("greet", ["name": "Ann"]).map(\.text)
            #expect(value5 == ["Greet Ann."])
            let progress = Mutex<[Double]>([])
            _ = try await server.call("slow", ["seconds": 0.03]) { done, _ in progress.withLock { $0.append(done) } }
            #expect(progress.withLock { $0 }.first == 1)
            let unknown = await #expect(throws: LLMError.self) { try await server.read("note://none") }
            #expect(unknown?.message.contains("refused resources/read with code") == true)
        }
        let calls = tracer.finishedSpans.filter { $0.operationName == "tools/call broken" }
        #expect(calls.count == 2)
        #expect(calls.allSatisfy { $0.attributes.get(ErrorNames.type) == .string("tool_error") })
        #expect(calls.map { $0.attributes.get(MCPNames.Attributes.networkTransport) } == [.string("pipe"), .string("tcp")])
        #expect(calls[1].attributes.get(MCPNames.Attributes.sessionID) != nil)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("The server's tools are tools of the engine, below whose span their calls stand; the trace goes along")
    func engine() async throws {
        let tracer = Traceparent()
        let inner = InMemoryTracer()
        try await MCPClient.connected(to: Self.python(), settings: MCPClientSettings(contentCapture: .off, tracer: inner)) { server in
            let tools = try await server.tools(prefix: "py")
            #expect(tools.map(\.name).contains("py_add"))
            var client = LLMClient(model: "m", provider: Calls(), tools: tools, contentCapture: .off)
            client.tracer = inner
            let completion = try await client.complete("go")
            #expect(completion.toolRuns.map(\.errorType) == [nil, "tool_error"])
            #expect(completion.toolRuns[0].response == ["result": 5] || completion.toolRuns[0].response == "5")
        }
        let spans = inner.finishedSpans
        let call = try #require(spans.first { $0.operationName == "tools/call add" })
        let parent = spans.first { $0.spanID == call.parentSpanID }
        #expect(parent?.operationName == "execute_tool py_add")
        #expect(call.attributes.get(GenAI.Attributes.operationName) == .string("execute_tool"))

        try await MCPClient.connected(to: Self.python(), settings: MCPClientSettings(contentCapture: .off, tracer: tracer)) { server in
            let value6 = try await server.call("trace").text
            #expect(value6 == Traceparent.value)
        }
    }

    @Test("A call that its caller gives up is given up at the server too, and the session goes on")
    func cancelled() async throws {
        try await eachTransport(MCPClientSettings(contentCapture: .off)) { server in
            let began = AsyncStream.makeStream(of: Void.self)
            let task = Task { try await server.call("slow", ["seconds": 600]) { _, _ in began.continuation.yield() } }
            for await _ in began.stream { break }
            task.cancel()
            let error = await #expect(throws: LLMError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            let value7 = try await server.call("add", ["a": 1, "b": 1]).text
            #expect(value7 == "2")
        }
    }

    @Test("A request that takes too long is a timeout that says what to do")
    func timeout() async throws {
        try await MCPClient.connected(to: Self.python(), settings: MCPClientSettings(requestTimeLimit: .seconds(10), contentCapture: .off))
        { server in
            try await server.ping()
        }
        let settings = MCPClientSettings(requestTimeLimit: .milliseconds(200), contentCapture: .off)
        let error = await #expect(throws: LLMError.self) {
            // It says nothing, not even to the greeting.
            try await MCPClient.connected(to: .stdio(command: "/bin/sleep", arguments: ["600"]), settings: settings) { _ in }
        }
        #expect(error?.kind == .timeout)
        #expect(error?.message.contains("raise requestTimeLimit") == true)
    }

    @Test("A server that ends in the middle of a call ends the call with an error")
    func died() async throws {
        let script = """
            import sys, json
            for line in sys.stdin:
                message = json.loads(line)
                if message.get("method") == "initialize":
                    print("hello, this is no message")
                    result = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "mortal", "version": "1"}}
                    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
                elif message.get("method") == "tools/call":
                    sys.exit(3)
            """
        let program = try Program.python(.mcp, script: script)
        try await MCPClient.connected(
            to: .stdio(command: program.path, arguments: program.arguments),
            settings: MCPClientSettings(contentCapture: .off)
        ) { server in
            #expect(server.serverName == "mortal")
            let error = await #expect(throws: LLMError.self) { try await server.call("any") }
            #expect(error?.kind == .connection)
            #expect(error?.message.contains("has ended") == true)
            let again = await #expect(throws: LLMError.self) { try await server.ping() }
            #expect(again?.kind == .connection)
        }
    }

    @Test("What cannot be started or reached is told")
    func unreachable() async {
        let none = await #expect(throws: LLMError.self) {
            try await MCPClient.connected(to: .stdio(command: "/nowhere/server")) { _ in }
        }
        #expect(none?.kind == .configuration)
        let refused = await #expect(throws: LLMError.self) {
            try await MCPClient.connected(to: .http(url: "http://127.0.0.1:1/mcp")) { _ in }
        }
        #expect(refused?.kind == .connection)
    }
}

/// A model that calls two tools and then is done.
private struct Calls: ModelProvider {
    let name = "calls"
    var server: ServerAddress? { nil }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        guard request.messages.last?.role == .user else { return ModelResponse(choices: [.assistant("done")]) }
        let calls: [MessagePart] = [
            .toolCall(ToolCall(id: "1", name: "py_add", arguments: ["a": 2, "b": 3])),
            .toolCall(ToolCall(id: "2", name: "py_broken", arguments: [:])),
        ]
        return ModelResponse(choices: [Message(.assistant, parts: calls)])
    }
}

/// A tracer that injects one trace.
private struct Traceparent: Tracer {
    typealias Span = NoOpTracer.NoOpSpan
    static let value = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> NoOpTracer.NoOpSpan { NoOpTracer.NoOpSpan(context: context()) }

    func forceFlush() {}
    func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
    where Extract.Carrier == Carrier {}
    func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
    where Inject.Carrier == Carrier { injector.inject(Self.value, forKey: "traceparent", into: &carrier) }
}
