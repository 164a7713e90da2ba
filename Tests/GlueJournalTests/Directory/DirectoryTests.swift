import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Journal in a directory")
struct DirectoryTests {
    @Test("Segments are files of their owner alone, and go once they are read")
    func files() async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal("a/b/c")
            let journal = Journal.small(directory: directory)
            for number in 0..<100 { journal.append(number: number) }
            #expect(directory.files.count >= 5)
            #expect(journal.status.memoryBytes == 0)
            #expect(journal.status.diskBytes == directory.files.count * 4096)
            #expect(permissions(directory.path) == 0o700)
            for file in directory.files { #expect(permissions("\(directory.path)/\(file)") == 0o600) }
            #expect(journal.takeAll() == Array(0..<100))
            // The one that is written to and the one that is ready.
            #expect(directory.files.count <= 2)
            journal.finish()
            #expect(directory.files.isEmpty)
        }
    }

    @Test("Two journals of one process share a directory, and each finds the files of the other taken")
    func sharing() async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal()
            let journals = [Journal.small(directory: directory), .small(directory: directory)]
            for number in 0..<60 { journals[number % 2].append(number: number) }
            #expect(journals.map { $0.adopt() } == [Adoption(), Adoption()])
            #expect(journals[0].takeAll() == stride(from: 0, to: 60, by: 2).map(\.self))
            #expect(journals[1].takeAll() == stride(from: 1, to: 60, by: 2).map(\.self))
        }
    }

    @Test("Where there can be no file, records wait in memory; as soon as there can, in files again")
    func fallback() async throws {
        try await TemporaryFolder.with { folder in
            // A file in the way works for every user, a folder without permission does not stop root.
            try folder.write([1], to: "journal")
            let directory = folder.journal()
            let journal = Journal.small(directory: directory)
            for number in 0..<30 { journal.append(number: number) }
            #expect(journal.status.problem?.contains(directory.path) == true)
            #expect(journal.status.memoryBytes > 0)
            #expect(journal.status.diskBytes == 0)
            try FileManager.default.removeItem(atPath: directory.path)
            for number in 30..<100 { journal.append(number: number) }
            #expect(journal.status.problem == nil)
            #expect(!directory.files.isEmpty)
            #expect(journal.ledger.destinations[0].counts == [0, 100, 0])
            #expect(journal.takeAll() == Array(0..<100))
            #expect(journal.status.memoryBytes == 0)
        }
    }

    @Test("What is done with is kept within age and bytes, where that is asked for")
    func keep() async throws {
        try await TemporaryFolder.with { folder in
            var directory = folder.journal()
            directory.keep = KeepSettings(age: .seconds(3600), bytes: 4 * 4096)
            let now = UInt64(Date().timeIntervalSince1970 * 1e9)
            let journal = Journal.small(directory: directory, now: { now })
            for number in 0..<400 { journal.append(number: number) }
            #expect(journal.takeAll() == Array(0..<400))
            journal.finish()
            #expect(directory.files.isEmpty)
            let kept = JournalDirectory.files(in: directory.kept)
            #expect((3...4).contains(kept.count))
            // An hour and a bit later.
            let later = Journal.small(directory: directory, now: { now + 3_700_000_000_000 })
            for number in 0..<30 { later.append(number: number) }
            #expect(later.takeAll() == Array(0..<30))
            #expect(Set(JournalDirectory.files(in: directory.kept)).isDisjoint(with: kept))
        }
    }

    @Test("Bytes on disk have their own bound, with each policy", arguments: [BoundPolicy.dropNewest, .dropOldest])
    func bound(policy: BoundPolicy) async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal(bytes: 64 << 10)
            let journal = Journal.small(directory: directory, policy: policy)
            for number in 0..<2000 { journal.append(number: number) }
            #expect(journal.status.diskBytes <= 64 << 10)
            #expect(journal.status.memoryBytes == 0)
            let kept = journal.ledger.destinations[0].queued
            #expect(kept > 100)
            #expect(journal.ledger.destinations[0].dropped == [.queueFull: 2000 - kept])
            #expect(journal.takeAll() == (policy == .dropOldest ? Array((2000 - kept)..<2000) : Array(0..<kept)))
        }
    }

    private func permissions(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }

    @Test("However it is brought onto the disk, it is the same journal", arguments: [SyncPolicy.never, .every(.seconds(1)), .segment])
    func sync(policy: SyncPolicy) async throws {
        try await TemporaryFolder.with { folder in
            var directory = folder.journal()
            directory.sync = policy
            let journal = Journal.small(directory: directory)
            for number in 0..<60 { journal.append(number: number) }
            #expect(journal.sync())
            #expect(journal.take(20) == Array(0..<20))
            journal.finish()
            let next = Journal.small(directory: directory)
            #expect(next.adopt().records == 40)
            #expect(next.sync())
            #expect(next.takeAll() == Array(20..<60))
        }
    }

    @Test("Names of segments come back; other files are none of ours")
    func names() {
        let name = SegmentName(signal: .logs, area: .pending, owner: 4711, journal: 3, sequence: 12)
        #expect(name.fileName == "logs.pending.4711.3.12.segment")
        #expect(SegmentName(name.fileName) == name)
        for other in [
            "", "logs.pending.4711.3.segment", "x.queue.1.2.3.segment", "logs.queue.1.2.3.segment.gz", "logs.queue.x.2.3.segment",
        ] {
            #expect(SegmentName(other) == nil)
        }
    }
}
