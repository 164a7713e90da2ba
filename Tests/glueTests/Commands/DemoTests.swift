import Foundation
import GlueTestSupport
import Testing

@Suite("glue demo")
struct DemoTests {
    @Test("It says at each station what happens, as in the golden file; the kept trace replays", .timeLimit(.minutes(1)))
    func golden() async throws {
        try await TemporaryFolder.with { folder in
            let outcome = try await Program.glue(["demo", "--keep", folder.path("kept")]).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            let golden = try Fixtures.text("demo.txt")
            #expect(Self.masked(outcome.text).replacing(folder.path("kept"), with: "<folder>") == golden)

            let replay = try await Program.glue(["replay", folder.path("kept/trace.jsonl")]).run()
            #expect(replay.exitCode == 0, "\(replay.text)")
        }
    }

    @Test("The shipped session is a recording of the demo itself: replayed, nothing diverges")
    func shippedSession() async throws {
        let session = Repository.path("Sources/glue/Demo/Session/session.jsonl")
        let outcome = try await Program.glue(["replay", session]).run()
        #expect(outcome.exitCode == 0, "\(outcome.text)")
    }

    /// Ids, ports, times and sizes differ from run to run.
    private static func masked(_ text: String) -> String {
        text.replacing(/[0-9a-f]{32}/, with: "<trace id>")
            .replacing(/127\.0\.0\.1:\d+/, with: "127.0.0.1:<port>")
            .replacing(#/ *\d+(\.\d+)? (µs|ms|s)\b/#, with: " <time>")
            .replacing(/\d+ bytes, \d+ on the wire/, with: "<size> bytes, <size> on the wire")
    }
}
