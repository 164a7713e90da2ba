import GlueSemantics
import InMemoryTracing
import Logging
import Testing

@testable import GlueLLM

@Suite("Correlation ids")
struct CorrelationTests {
    @Test("I16: both calls of a scope have its id, on every span, and it is there afterwards")
    func scope() async throws {
        let tracer = InMemoryTracer()
        let client = LLMClient.scripted(ScriptedProvider([.calls(.add(1, 2)), "3", "4"]), tools: [Add()]) { $0.tracer = tracer }
        try await CorrelationID.withValue("X") {
            _ = try await client.complete("first")
            #expect(CorrelationID.current == "X")
            _ = try await client.complete("second")
            #expect(CorrelationID.current == "X")
        }
        #expect(CorrelationID.current == nil)
        #expect(tracer.finishedSpans.count == 6)
        #expect(tracer.finishedSpans.allSatisfy { $0["gluellm.correlation_id"] == "X" })
    }

    @Test("No id is made up where the application gives none")
    func none() async throws {
        let tracer = InMemoryTracer()
        _ = try await LLMClient.scripted(ScriptedProvider(["ok"])) { $0.tracer = tracer }.complete("hi")
        #expect(tracer.finishedSpans.allSatisfy { $0["gluellm.correlation_id"] == nil })
    }

    @Test("The engine's own log lines have it, and so have the application's by its metadata provider")
    func logs() async throws {
        let logs = LogLines()
        let client = LLMClient.scripted(ScriptedProvider([.fails(.server), "ok"])) { $0.logger = logs.logger }
        try await CorrelationID.withValue("X") { _ = try await client.complete("hi") }
        #expect(logs.lines.count == 1 && logs.lines[0].contains("gluellm.correlation_id=X"))
        let metadata = await CorrelationID.withValue("Y") { Logger.MetadataProvider.correlationID.get() }
        #expect(metadata == ["gluellm.correlation_id": "Y"] && Logger.MetadataProvider.correlationID.get().isEmpty)
    }
}
