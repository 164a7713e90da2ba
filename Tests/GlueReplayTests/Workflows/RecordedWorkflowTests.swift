import GlueJSON
import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTelemetry
import GlueWorkflows
import Testing

@Suite("Workflows against recordings")
struct RecordedWorkflowTests {
    /// A model that answers each question in its own way, in words that workflows read decisions from.
    private struct Talker: ModelProvider {
        let name = "openai"
        var server: ServerAddress? { nil }

        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            let said = request.messages.map(\.text).joined().unicodeScalars.reduce(UInt32(7)) { $0 &* 31 &+ $1.value }
            let text = "1. thought \(said)\nFinal Answer: \(said)\nkind: \(said % 2 == 0 ? "PASS" : "FAIL")\nVOTE: \(said % 2)"
            return ModelResponse(model: request.model, choices: [.assistant(text)], usage: Usage(inputTokens: 10, outputTokens: 5))
        }
    }

    private static let described: [String: JSONValue] = [
        "rag": ["workflow": "rag", "agents": ["a": [:]], "documents": ["The sky is blue."], "generator": "a"],
        "constitutional": [
            "workflow": "constitutional", "agents": ["a": [:]], "generator": "a", "settings": ["principles": [["name": "kind"]]],
        ],
        "conditional": ["workflow": "conditional", "agents": ["a": [:]], "if": ["contains": "sky"], "then": "a"],
    ]

    private static func workflow(_ kind: String, _ client: LLMClient) throws -> any Workflow {
        let definition = try described[kind].map { json throws(LLMError) in try WorkflowDefinition(json) } ?? .standard(kind)
        return try definition.workflow(
            agent: { agent throws(LLMError) in Agent(agent.name, client, systemPrompt: agent.system) },
            tool: { AnyTool(ToolDefinition(name: $0, description: "", parameters: [:])) { _ in "1" } }
        )
    }

    @Test("A workflow over its recording says the same again, and leaves nothing of it over", arguments: WorkflowDefinition.kinds)
    func replayed(kind: String) async throws {
        let collector = TelemetryCollector(name: "trace", wantsContent: true)
        let telemetry = Telemetry(TelemetrySettings(destinations: [collector]))
        var client = LLMClient(model: "gpt-4o-mini", provider: Talker(), contentCapture: .spans)
        client.tracer = telemetry.tracer
        let recorded = client
        let first = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await telemetry.run() }
            let result = try await Self.workflow(kind, recorded).run(
                "Why is the sky blue?",
                options: WorkflowOptions(contentCapture: .spans, tracer: telemetry.tracer)
            )
            await telemetry.shutdown(within: .seconds(10))
            group.cancelAll()
            return result
        }

        let recording = try Recording(traces: collector.traces)
        let book = AnswerBook(recording.exchanges, matching: .lenient)
        let replayed = LLMClient(model: "gpt-4o-mini", provider: MockProvider(book), contentCapture: .off)
        let second = try await Self.workflow(kind, replayed).run("Why is the sky blue?")
        #expect(second.output == first.output)
        #expect(second.interactions.map(\.output) == first.interactions.map(\.output))
        #expect(second.iterations == first.iterations)
        #expect(book.unused.isEmpty)
    }
}
