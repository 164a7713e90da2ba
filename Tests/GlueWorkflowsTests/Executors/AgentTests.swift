import GlueJSON
import GlueLLM
import GlueSemantics
import GlueWorkflows
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@Suite("Agents")
struct AgentTests {
    let tracer = InMemoryTracer()

    /// A client whose model says what a function makes of the request.
    private func client(_ answer: @escaping @Sendable (ModelRequest) -> Message) -> LLMClient {
        LLMClient(model: "m", provider: Answering(answer: answer), contentCapture: .off, tracer: tracer)
    }

    private static func calling(_ tool: String, _ arguments: JSONValue) -> Message {
        Message(.assistant, parts: [.toolCall(ToolCall(id: "c1", name: tool, arguments: arguments))])
    }

    @Test("A conversation is handed over; the last agent answers, and the spans tell who handed to whom")
    func handoff() async throws {
        let billing = Agent(
            "billing",
            client { request in
                // The conversation goes along.
                .assistant("refunded; asked \(request.messages.first { $0.role == .user }?.text ?? "nothing")")
            },
            description: "Knows of invoices"
        )
        var desk = Agent(
            "desk",
            client { _ in Self.calling("transfer_to_billing", ["reason": "It is about an invoice."]) },
            systemPrompt: "Help."
        )
        desk.handoffs = [billing]
        let output = try await desk.execute("I want my money back")
        #expect(output.text == "refunded; asked I want my money back")
        #expect(output.usage?.inputTokens == 20)
        try SpanTree(tracer).expect("handoff")
    }

    @Test("Agents that hand over for ever are stopped")
    func endless() async throws {
        var agent = Agent("a", client { _ in Self.calling("transfer_to_a", [:]) })
        var again = agent
        again.handoffs = [agent]
        agent.handoffs = [again]
        again.handoffs = [agent]
        agent.handoffs = [again]
        agent.handoffLimit = 1
        let looping = agent
        let error = await #expect(throws: LLMError.self) { try await looping.execute("go") }
        #expect(error?.kind == .tooManyRounds)
        #expect(error?.message.contains("raise handoffLimit") == true)
    }

    @Test("An agent is a tool of another; what it takes counts once in the run")
    func tool() async throws {
        let researcher = Agent("researcher", client { .assistant("42, of \($0.messages.last?.text ?? "")") })
        let lead = Agent(
            "lead",
            client { $0.messages.last?.role == .tool ? .assistant("It is 42.") : Self.calling("researcher", ["input": "the answer"]) },
            tools: [researcher.asTool(description: "Finds facts")]
        )
        let result = try await Pipeline(stages: [Stage("ask", lead)]).run("What?", options: WorkflowOptions(tracer: tracer))
        #expect(result.output == "It is 42.")
        #expect(result.usage?.inputTokens == 30)
        try SpanTree(tracer).expect("agent_as_tool")
    }

    @Test("An agent with a schema answers with a value")
    func schema() async throws {
        let agent = Agent("a", client { _ in .assistant(#"{"n":3}"#) }, schema: OutputSchema(name: "n", schema: .object(["n": .integer()])))
        #expect(try await agent.execute("go").value == ["n": 3])
    }

    @Test("Branches answer side by side and are joined; a condition chooses")
    func composed() async throws {
        let parallel = Parallel(branches: [ScriptedExecutor("a", "1"), ScriptedExecutor("b", "2")], joiner: ScriptedExecutor("j", "12"))
        #expect(try await parallel.run("x").output == "12")
        let plain = Parallel(branches: [ScriptedExecutor("a", "1"), ScriptedExecutor("b", "2")])
        #expect(try await plain.run("x").output == "a:\n1\n\nb:\n2")
        let conditional = Conditional(if: .contains("tea"), then: ScriptedExecutor("t", "pot"), otherwise: plain)
        #expect(try await conditional.run("Tea?").output == "pot")
        #expect(try await conditional.run("x").output.hasPrefix("a:"))
    }
}

/// A provider whose answers are made of the requests.
private struct Answering: ModelProvider {
    let name = "answering"
    var server: ServerAddress? { nil }
    let answer: @Sendable (ModelRequest) -> Message

    func structuredOutput(for model: String) -> StructuredOutputMode { .prompt }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        ModelResponse(model: request.model, choices: [answer(request)], usage: Usage(inputTokens: 10, outputTokens: 5))
    }
}
