import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@Suite("glue trace convert")
struct TraceConvertTests {
    @Test("Through every form and back nothing is lost")
    func roundTrip() async throws {
        try await TemporaryFolder.with { folder in
            let first = folder.path("a.pb")
            try Data(BadInputTests.traces.protobuf()).write(to: URL(fileURLWithPath: first))
            var previous = first
            for next in ["b.jsonl", "c.pb.gz", "d.jsonl.gz", "e.pb"] {
                let outcome = try await Program.glue(["trace", "convert", previous, folder.path(next)]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                previous = folder.path(next)
            }
            let result = try OTLP.Traces(protobuf: [UInt8](Data(contentsOf: URL(fileURLWithPath: previous))))
            #expect(result == BadInputTests.traces)
        }
    }

    @Test("A file that cannot be written is told, and what was there stays")
    func unwritable() async throws {
        let outcome = try await Program.glue(["trace", "convert", "-", "/proc/none/out.pb"]).run(input: BadInputTests.traces.protobuf())
        #expect(outcome.exitCode == 1)
        #expect(outcome.error.contains("/proc/none/out.pb could not be written"))
    }
}
