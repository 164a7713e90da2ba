import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing
import Tracing

@Suite("Message content")
struct ContentTests {
    @Test("Only a destination that wants content gets it; all else is the same")
    func routing() async throws {
        let with = TelemetryCollector(name: "with", wantsContent: true)
        let without = TelemetryCollector(name: "without", wantsContent: false)
        let telemetry = Telemetry(TelemetrySettings(destinations: [with, without], logger: .silent))
        telemetry.tracer.withSpan("chat") { span in
            span.attributes[GenAI.Attributes.requestModel] = "gpt-4o-mini"
            for key in ContentAttributes.keys { span.attributes[key] = "what \(key) said" }
        }
        telemetry.tracer.withSpan("quiet") { $0.attributes["a"] = 1 }
        #expect(await telemetry.forceFlush(within: .seconds(60)))
        let (full, bare) = (with.traces.spans, without.traces.spans)
        #expect(full.count == 2 && bare.count == 2)
        #expect(bare[0].attributes == [OTLP.KeyValue(GenAI.Attributes.requestModel, "gpt-4o-mini")])
        #expect(
            full[0].attributes == bare[0].attributes + ContentAttributes.keys.sorted().map { OTLP.KeyValue($0, .string("what \($0) said")) }
        )
        var stripped = full[0]
        stripped.attributes = bare[0].attributes
        #expect(stripped == bare[0] && full[1] == bare[1])
    }
}
