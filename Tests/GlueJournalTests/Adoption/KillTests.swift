import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Killed processes", .serialized)
struct KillTests {
    @Test("Killed at any moment, a process loses nothing that was written down as appended", arguments: Seeds.from(1, count: 3))
    func kill(seed: UInt64) async throws {
        try await TemporaryFolder.with { folder in
            var random = SplitMix(seed: seed)
            let directory = JournalDirectory(path: folder.path("journal"), bytes: 16 << 20, segmentBytes: 64 << 10)
            // Several die one after the other before anybody looks.
            for round in 0..<3 {
                let enough = 8 * (round * 2_000 + Int.random(in: 1...2_000, using: &random))
                let writer = Program.built(
                    "JournalWriter",
                    [directory.path, folder.path("ids"), folder.path("sent"), "\(round * 1_000_000)"]
                )
                let outcome = try await writer.run(killingWhen: { folder.size(of: "ids") >= enough })
                #expect(outcome.exitCode == 128 + 9)
            }
            let journal = Journal.small(directory: directory)
            var found: [Int] = []
            var damaged = 0
            var adoption: Adoption
            // A writer may have gone on for long before it was killed: what is beyond the bound is taken in a later pass.
            repeat {
                adoption = journal.adopt()
                #expect(adoption.keptAside.isEmpty && adoption.problems.isEmpty)
                #expect(journal.ledger.addsUp)
                damaged += adoption.damaged
                while let batch = journal.read(lane: 0, records: 512) {
                    batch.forEach { record in
                        let number = Int(record.header.traceID.low)
                        let isWhole =
                            record.isIntact && record.payload.dropFirst(28).allSatisfy { $0 == UInt8(truncatingIfNeeded: number) }
                        found.append(isWhole ? number : -1)
                    }
                    journal.settle(batch, acknowledged: batch.count)
                }
            } while adoption.segments > 0
            // Three threads write at once.
            #expect(damaged <= 9)
            #expect(!found.contains(-1))
            #expect(Set(found).count == found.count)
            let sent = try folder.numbers("sent")
            #expect(Set(try folder.numbers("ids")).subtracting(found).subtracting(sent).isEmpty)
            // Twice only what was on its way: half a batch of each process.
            #expect(Set(found).intersection(sent).count <= 3 * 32)
        }
    }
}

extension TemporaryFolder {
    func size(of name: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path(name)))?[.size] as? Int) ?? 0
    }

    /// Numbers of 8 bytes each; the last one may be torn.
    func numbers(_ name: String) throws -> [Int] {
        let bytes = try bytes(of: name)
        return bytes.withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int.self) }
        }
    }
}
