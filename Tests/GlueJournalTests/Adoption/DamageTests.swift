import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Damaged segments")
struct DamageTests {
    /// Records of several lengths, and a second scope among them; the file's bytes, and where each record is.
    private static func example() async throws -> (name: String, bytes: [UInt8], places: [Range<Int>]) {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal(segmentBytes: 2048))
            let scopes = [journal.intern(scope: [1]), journal.intern(scope: [2, 2])]
            for number in 0..<8 { journal.append(number: number, scope: scopes[number / 5], size: 20 + 13 * number, content: number % 3) }
            let name = try #require(folder.journal().files.first)
            let bytes = try folder.bytes(of: "journal/\(name)")
            let scan = try #require(bytes.scan)
            let places = scan.pieces.compactMap { piece in
                if case .record(let header) = piece.content, header.kind == .span {
                    piece.offset..<piece.offset + piece.length
                } else {
                    nil
                }
            }
            return (name, bytes, places)
        }
    }

    /// What a journal that finds the file makes of it.
    private func adopt(_ bytes: [UInt8], _ name: String) async throws -> (numbers: [Int], adoption: Adoption, again: Adoption) {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal()
            try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
            try folder.write(bytes, to: "journal/\(name)")
            let journal = Journal.small(directory: directory)
            let adoption = journal.adopt()
            #expect(journal.ledger.addsUp)
            #expect(journal.ledger.destinations[0].dropped == (adoption.damaged > 0 ? [.damaged: adoption.damaged] : [:]))
            #expect(adoption.problems.isEmpty)
            journal.finish()
            // The next one finds no damage any more.
            let next = Journal.small(directory: directory)
            var again = next.adopt()
            // A process that another test is starting has all descriptors of this one until it becomes its own program, and
            // with them the lock of the segment.
            for _ in 0..<500 where again.segments == 0 && adoption.records > 0 {
                try await Task.sleep(for: .milliseconds(10))
                again = next.adopt()
            }
            return (next.takeAll(), adoption, again)
        }
    }

    @Test("A flipped bit at any place costs at most the record that it is in")
    func flips() async throws {
        let (name, bytes, places) = try await Self.example()
        let end = try #require(places.last).upperBound
        for offset in 0..<end {
            var damaged = bytes
            damaged[offset] ^= 1 << UInt8(offset % 8)
            let (numbers, adoption, again) = try await adopt(damaged, name)
            let hit = places.firstIndex { $0.contains(offset) }
            let others = places.indices.filter { $0 != hit }
            #expect(numbers.filter { $0 != hit } == others, "byte \(offset)")
            #expect(!numbers.contains(-1), "byte \(offset)")
            // The scope whose kind is damaged may have been a record.
            #expect((places.count...places.count + 1).contains(numbers.count + adoption.damaged), "byte \(offset)")
            #expect(adoption.damaged == 0 || adoption.keptAside.count == 1, "byte \(offset)")
            #expect(again.damaged == 0 && again.keptAside.isEmpty && again.records == numbers.count, "byte \(offset)")
        }
    }

    @Test("A file that is cut at any length loses what was behind the cut, and no more")
    func cuts() async throws {
        let (name, bytes, places) = try await Self.example()
        let end = try #require(places.last).upperBound
        for count in 0..<(end + 24) {
            let (numbers, adoption, again) = try await adopt(Array(bytes[..<count]), name)
            // The last bytes of a record may be padding.
            let whole = places.indices.filter { places[$0].upperBound <= count }
            #expect(numbers.starts(with: whole) && numbers.count <= whole.count + 1, "\(count) bytes")
            #expect(count == 0 || count >= end + 8 || adoption.keptAside.count == 1, "\(count) bytes")
            #expect(again.damaged == 0 && again.keptAside.isEmpty && again.records == numbers.count, "\(count) bytes")
        }
    }

    @Test("Stretches that never reached the disk, or hold anything at all, cost the records in them", arguments: Seeds.from(1, count: 40))
    func stretches(seed: UInt64) async throws {
        let (name, bytes, places) = try await Self.example()
        var random = SplitMix(seed: seed)
        var damaged = bytes
        var hit: Set<Int> = []
        // Behind the headers: one of both is needed.
        let first = 2 * Int(bytes[12])
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let start = Int.random(in: first..<places[7].upperBound, using: &random)
            let end = min(start + Int.random(in: 1...300, using: &random), bytes.count)
            let isZero = Bool.random(using: &random)
            for offset in start..<end { damaged[offset] = isZero ? 0 : UInt8.random(in: 0...255, using: &random) }
            hit.formUnion(places.indices.filter { places[$0].overlaps(start..<end) })
        }
        let (numbers, adoption, again) = try await adopt(damaged, name)
        #expect(numbers.filter { !hit.contains($0) } == places.indices.filter { !hit.contains($0) })
        #expect(!numbers.contains(-1))
        #expect(again.damaged == 0 && again.keptAside.isEmpty && again.records == numbers.count)
        #expect(numbers.count == places.count || adoption.damaged > 0)
    }

    @Test("Files that are no segments of ours are kept aside at once, and a stillborn one goes")
    func foreign() async throws {
        let (name, bytes, _) = try await Self.example()
        var version = bytes
        version[8] = 99
        // In both copies.
        let copy = Int(bytes[12]) + 8
        version[copy] = 99
        for (contents, isKept) in [
            (Array("not a segment".utf8), true), (version, true), (Array(repeating: 0, count: 4096), false),
        ] {
            let (numbers, adoption, again) = try await adopt(contents, name)
            #expect(numbers.isEmpty)
            #expect(adoption.keptAside.count == (isKept ? 1 : 0))
            #expect(again.isEmpty)
        }
    }

    @Test("What is kept aside is what was found, and stays within its bound")
    func quarantine() async throws {
        let (name, bytes, places) = try await Self.example()
        try await TemporaryFolder.with { folder in
            var directory = folder.journal()
            directory.damagedBytes = 3 * 4096
            try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
            var damaged = bytes
            damaged[places[3].lowerBound + 80] ^= 1
            for number in 0..<10 {
                try folder.write(damaged, to: "journal/\(name)")
                let journal = Journal.small(directory: directory)
                let kept = try #require(journal.adopt().keptAside.first)
                #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: kept))) == damaged)
                #expect(journal.takeAll().count == places.count - 1)
                #expect(JournalDirectory.files(in: directory.damaged).count == min(number + 1, 3))
            }
        }
    }

    @Test("A record that a damaged payload quotes is not taken for one", arguments: [0, 8])
    func quoted(shift: Int) async throws {
        let (name, bytes, places) = try await Self.example()
        try await TemporaryFolder.with { folder in
            // Another journal than the one that is quoted.
            let journal = Journal.small(directory: folder.journal(), now: { 1_700_000_000_000_000_001 })
            let quoted = Array(bytes[places[2]])
            _ = journal.append(RecordHeader(kind: .span, scope: journal.intern(scope: [1]), base: 400)) { place in
                place.update(repeating: 7, count: 400)
                (place + 64 + shift).update(from: quoted, count: quoted.count)
            }
            journal.append(number: 5)
            let file = try #require(folder.journal().files.first)
            var damaged = try folder.bytes(of: "journal/\(file)")
            let start = try #require(damaged.scan?.pieces.dropFirst().first).offset
            // Length word and payload: only the search can find what follows.
            damaged[start] ^= 0xFF
            damaged[start + 70] ^= 1
            let (numbers, adoption, _) = try await adopt(damaged, name)
            #expect(numbers == [5])
            #expect(adoption.damaged == 1)
        }
    }
}

extension [UInt8] {
    fileprivate var scan: SegmentScan? {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
        defer { copy.deallocate() }
        copy.copyBytes(from: self)
        let bytes = UnsafeRawBufferPointer(copy)
        return SegmentHeader.find(in: bytes).map { SegmentScan(bytes, found: $0) }
    }
}
