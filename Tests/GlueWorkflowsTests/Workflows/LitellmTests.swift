import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTestSupport
import GlueWorkflows
import InMemoryTracing
import Testing
import Tracing

@Suite("Workflows against litellm's proxy", .needs(.litellm), .timeLimit(.minutes(5)))
struct LitellmTests {
    @Test("Each of the sixteen runs to its end; the sum of its calls is what the run took")
    func all() async throws {
        try await LitellmProxy.running { server in
            for index in Sample.all().indices {
                let tracer = InMemoryTracer()
                let client = try LLMClient(
                    model: "openai:\(LitellmProxy.model)",
                    baseURL: server.baseURL + "/v1",
                    apiKey: LitellmProxy.key,
                    environment: [:],
                    contentCapture: .off,
                    tracer: tracer
                )
                let sample = Sample.all { Agent($0.name, client) }[index]
                let result = try await sample.run(WorkflowOptions(tracer: tracer))
                let calls = tracer.finishedSpans.filter { $0.operationName.hasPrefix("chat ") }
                #expect(!calls.isEmpty, "\(sample.testDescription)")
                let told = calls.reduce(0) { $0 + ($1.integer(GenAI.Attributes.usageInputTokens) ?? 0) }
                #expect(result.usage?.inputTokens == told, "\(sample.testDescription)")
                #expect(result.usage?.inputTokens ?? 0 > 0)
                let cost = calls.reduce(0) { $0 + ($1.number(Glue.Attributes.costUSD) ?? 0) }
                #expect(abs((result.cost?.dollars ?? -1) - cost) < 1e-9, "\(sample.testDescription)")
                #expect(tracer.activeSpans.isEmpty)
                #expect(tracer.finishedSpans.filter { $0.parentSpanID == nil }.count == 1)
            }
        }
    }
}
