import GlueJSON
import GlueLLM
import GlueSemantics
import GlueWorkflows
import InMemoryTracing
import Testing
import Tracing

@Suite("Pipeline")
struct PipelineTests {
    @Test("I18 Two stages with models are one trace: workflow, stages, calls")
    func trace() async throws {
        let tracer = InMemoryTracer()
        var client = LLMClient(model: "m", provider: OneAnswer(), contentCapture: .off)
        client.tracer = tracer
        let pipeline = Pipeline("report", stages: [Stage("draft", Agent("writer", client)), Stage("edit", Agent("editor", client))])
        let result = try await pipeline.run("Write.", options: WorkflowOptions(tracer: tracer))
        #expect(result.usage?.inputTokens == 20)
        try SpanTree(tracer).expect("pipeline_of_agents")
    }

    @Test("A workflow is a stage of another one, with what it takes counted once")
    func nested() async throws {
        let tracer = InMemoryTracer()
        let inner = Debate(
            "panel",
            participants: [ScriptedExecutor("pro", "yes"), ScriptedExecutor("con", "no")].map { inner in
                FunctionExecutor(
                    inner.name,
                    answering: { StepOutput(try await inner.execute($0).text, usage: Usage(inputTokens: 3, outputTokens: 1)) }
                )
            },
            settings: .init(maxRounds: 1)
        )
        let pipeline = Pipeline("report", stages: [Stage("discuss", inner), Stage("write", ScriptedExecutor("writer", "text"))])
        let result = try await pipeline.run("Tea?", options: WorkflowOptions(tracer: tracer))
        #expect(result.usage == Usage(inputTokens: 6, outputTokens: 2))
        #expect(result.interactions.map(\.usage) == [Usage(inputTokens: 6, outputTokens: 2), nil])
        try SpanTree(tracer).expect("pipeline_of_workflows")
    }

    @Test("A stage whose condition does not hold passes on what it was given")
    func condition() async throws {
        let editor = ScriptedExecutor("editor", "short")
        let pipeline = Pipeline(stages: [
            Stage("draft", ScriptedExecutor("writer", "tiny")), Stage("edit", editor, when: .longer(than: 10)),
        ])
        let result = try await pipeline.run("Write.")
        #expect(result.output == "tiny")
        #expect(result.iterations == 1)
        #expect(editor.inputs.isEmpty)
        #expect(pipeline.outline.tree.contains("if it is longer than 10"))
    }
}

/// A provider whose model says one thing.
struct OneAnswer: ModelProvider {
    let name = "one"
    var server: ServerAddress? { nil }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        ModelResponse(model: request.model, choices: [.assistant("fine")], usage: Usage(inputTokens: 10, outputTokens: 5))
    }
}
