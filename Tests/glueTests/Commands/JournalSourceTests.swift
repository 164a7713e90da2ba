import GlueJournal
import GlueTelemetry
import GlueTestSupport
import Testing
import Tracing

@Suite("A journal as a source")
struct JournalSourceTests {
    @Test("Spans that wait in a journal are shown, also while its process runs")
    func show() async throws {
        try await TemporaryFolder.with { folder in
            // Nothing runs the export: the spans wait.
            let telemetry = Telemetry(
                TelemetrySettings(journal: JournalDirectory(path: folder.path("journal")), destinations: [TelemetryCollector()])
            )
            telemetry.tracer.withSpan("order") { _ in
                telemetry.tracer.withSpan("payment") { _ in }
            }
            let outcome = try await Program.glue(["trace", "show", folder.path("journal")]).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            #expect(outcome.text.contains("order"))
            #expect(outcome.text.contains("payment"))
            #expect(telemetry.ledger.destinations.map(\.queued) == [2])
        }
    }

    @Test("A folder that is no journal is refused with the way out")
    func folder() async throws {
        try await TemporaryFolder.with { folder in
            let outcome = try await Program.glue(["trace", "show", folder.path("")]).run()
            #expect(outcome.exitCode == 3)
            #expect(outcome.error.contains("no journal"))
        }
    }
}
