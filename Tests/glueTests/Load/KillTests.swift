import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Synchronization
import Testing

@Suite("A producer that is killed")
struct KillTests {
    /// Fifty in the full run.
    private static let rounds = ProcessInfo.processInfo.environment["GLUE_TEST_FULL"] == nil ? 4 : 50

    @Test("After kills at random moments under load, every span that ended is at the collector in the end", .timeLimit(.minutes(10)))
    func kill() async throws {
        try await TemporaryFolder.with { folder in
            let ids = folder.path("ids")
            // Now and then the collector is away, so that there is something left to adopt.
            try await LoopbackServer.running({ .bytes([], status: $0 % 5 == 3 ? 503 : 200) }) { server, base in
                let load = ["load", "--otlp", String(base.dropLast("/v1".count)), "--journal", folder.path("journal"), "--ids", ids]
                for round in 0..<Self.rounds {
                    let before = Self.size(ids)
                    // Some looks after the first id of this round was written.
                    var random = SplitMix(seed: UInt64(round))
                    let patience = Int.random(in: 0..<60, using: &random)
                    let looks = Atomic(0)
                    let outcome = try await Program.glue(load + ["--seconds", "60", "--rate", "20000"]).run(killingWhen: {
                        Self.size(ids) > before && looks.wrappingAdd(1, ordering: .relaxed).newValue > patience
                    })
                    #expect(outcome.exitCode == 128 + SIGKILL)
                }
                let last = try await Program.glue(load + ["--spans", "0"]).run()
                #expect(last.exitCode == 0, "\(last.error)")
                let ledger = try JSONValue(parsing: last.output)
                #expect(ledger["ended"] == ledger["acknowledged"] && ledger["queued"] == 0)

                let taken = try server.received.enumerated().filter { $0.offset % 5 != 3 }.flatMap { try Self.ids(of: $0.element) }
                let written = try Set(String(contentsOfFile: ids, encoding: .utf8).split(separator: "\n").map(String.init))
                #expect(written.count >= Self.rounds)
                let missing = written.subtracting(taken)
                #expect(missing.isEmpty, "\(missing.count) of \(written.count) are missing")
                // Twice only where the answer was lost with the process: what was on its way when it was killed.
                #expect(taken.count - Set(taken).count <= Self.rounds * 2 * 512)
            }
        }
    }

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    private static func ids(of request: LoopbackServer.Received) throws -> [String] {
        try OTLP.Traces(protobuf: Gzip.decompress(request.bytes, limit: 64 << 20)).spans.map { "\($0.traceID) \($0.spanID)" }
    }
}
