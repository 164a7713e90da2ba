import Foundation
import GlueJSON
import GlueOTLP
import GlueTestSupport
import Subprocess
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
                let last = try await Program.glue(load + ["--spans", "0", "--drain", "300"]).run()
                let ledger = try JSONValue(parsing: last.output)
                // A span that was just being written when the kill came had not ended yet: it is counted as damaged. There
                // are two tasks that write.
                let torn = ledger["dropped"]?["damaged"]?.integer ?? 0
                #expect(torn <= Int64(Self.rounds * 2))
                #expect(last.exitCode == (torn == 0 ? 0 : 1), "\(last.error)")
                #expect(ledger["ended"]?.integer == (ledger["acknowledged"]?.integer ?? 0) + torn && ledger["queued"] == 0)

                let taken = try server.received.enumerated().filter { $0.offset % 5 != 3 }.flatMap { try Self.ids(of: $0.element) }
                // A line that the kill tore goes on with the next round's first: only the latter was written down.
                let written = try Set(
                    String(contentsOfFile: ids, encoding: .utf8).split(separator: "\n").map { String($0.suffix(Self.lineLength)) }
                )
                #expect(written.count >= Self.rounds)
                let missing = written.subtracting(taken)
                #expect(missing.isEmpty, "\(missing.count) of \(written.count) are missing")
                // Twice only where the answer was lost with the process: what was on its way when it was killed.
                #expect(taken.count - Set(taken).count <= Self.rounds * 2 * 512)
            }
        }
    }

    @Test(
        "Ended by SIGTERM under load, every span that ended reaches the collector, at once or after the next start",
        .timeLimit(.minutes(5))
    )
    func terminate() async throws {
        try await TemporaryFolder.with { folder in
            let ids = folder.path("ids")
            try await LoopbackServer.running({ .bytes([], status: $0 % 3 == 1 ? 503 : 200) }) { server, base in
                // So little time for the rest that some of it stays for the next start.
                let load = ["load", "--otlp", String(base.dropLast("/v1".count)), "--journal", folder.path("journal"), "--ids", ids]
                let outcome = try await Program.glue(load + ["--seconds", "60", "--drain", "0.05"])
                    .run(sending: .terminate) { Self.size(ids) > 500_000 }
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let first = try JSONValue(parsing: outcome.output)
                let last = try await Program.glue(load + ["--spans", "0", "--drain", "300"]).run()
                #expect(last.exitCode == 0, "\(last.error)")
                let second = try JSONValue(parsing: last.output)
                // The segments that it takes over hold some that were sent before, too.
                #expect((second["ended"]?.integer ?? 0) >= (first["queued"]?.integer ?? .max) && second["queued"] == 0)
                let taken = try server.received.enumerated().filter { $0.offset % 3 != 1 }.flatMap { try Self.ids(of: $0.element) }
                let written = try Set(String(contentsOfFile: ids, encoding: .utf8).split(separator: "\n").map(String.init))
                #expect(written.subtracting(taken).isEmpty)
                #expect(first["ended"]?.integer == Int64(written.count))
            }
        }
    }

    @Test("Two processes share a folder: each span is sent by one of them", .timeLimit(.minutes(5)))
    func two() async throws {
        try await TemporaryFolder.with { folder in
            try await LoopbackServer.running({ _ in .bytes([]) }) { server, base in
                let ids = ["one", "two"].map { folder.path($0) }
                let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                    for path in ids {
                        group.addTask {
                            try await Program.glue(
                                ["load", "--otlp", String(base.dropLast("/v1".count)), "--journal", folder.path("journal")]
                                    + ["--ids", path, "--spans", "20000"]
                            ).run()
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.allSatisfy { $0.exitCode == 0 }, "\(outcomes.map(\.error))")
                let taken = try server.received.flatMap { try Self.ids(of: $0) }
                let written = try Set(
                    ids.flatMap { try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n").map(String.init) }
                )
                #expect(taken.count == 40_000 && Set(taken) == written)
            }
        }
    }

    /// Of `traceid spanid`.
    private static let lineLength = 32 + 1 + 16

    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    private static func ids(of request: LoopbackServer.Received) throws -> [String] {
        try OTLP.Traces(protobuf: Gzip.decompress(request.bytes, limit: 64 << 20)).spans.map { "\($0.traceID) \($0.spanID)" }
    }
}
