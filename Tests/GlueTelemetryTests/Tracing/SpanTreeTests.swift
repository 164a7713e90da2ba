import GlueOTLP
import GlueTelemetry
import Testing
import Tracing

@Suite("Span tree")
struct SpanTreeTests {
    @Test("Spans of nested and parallel tasks have the right parents")
    func tree() async throws {
        let (telemetry, collector) = Telemetry.collecting()
        let tracer = telemetry.tracer
        await tracer.withSpan("root", ofKind: .server) { _ in
            await withTaskGroup(of: Void.self) { group in
                for index in 0..<4 {
                    group.addTask {
                        await tracer.withSpan("task \(index)") { _ in
                            await Task.yield()
                            tracer.withSpan("leaf \(index)", ofKind: .client) { _ in }
                        }
                    }
                }
            }
            // An unstructured task inherits the context, a detached one does not.
            await Task { tracer.withSpan("inherited") { _ in } }.value
            await Task.detached { tracer.withSpan("detached") { _ in } }.value
        }
        let spans = try await telemetry.spans(in: collector)
        let names = Dictionary(uniqueKeysWithValues: spans.map { ($0.spanID, $0.name) })
        let parents = Dictionary(uniqueKeysWithValues: spans.map { ($0.name, names[$0.parentSpanID]) })
        #expect(spans.count == 11)
        #expect(parents["root"] == .some(nil))
        #expect(parents["inherited"] == "root")
        #expect(parents["detached"] == .some(nil))
        for index in 0..<4 {
            #expect(parents["task \(index)"] == "root")
            #expect(parents["leaf \(index)"] == "task \(index)")
        }
        #expect(Set(spans.filter { $0.name != "detached" }.map(\.traceID)).count == 1)
        #expect(telemetry.ledger.isSettled)
    }
}
