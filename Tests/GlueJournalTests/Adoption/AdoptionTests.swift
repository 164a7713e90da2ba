import Foundation
import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Adoption of segments")
struct AdoptionTests {
    @Test("The next process gets what was not settled, in order, under the resource and scopes of the dead one")
    func adoption() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(service: "first", directory: folder.journal())
            let scopes = [journal.intern(scope: [1]), journal.intern(scope: [2, 2])]
            for number in 0..<100 { journal.append(number: number, scope: scopes[number % 2]) }
            #expect(journal.take(30) == Array(0..<30))
            // On its way: nobody knows whether it arrived.
            #expect(journal.read(lane: 0, records: 5)?.numbers == Array(30..<35))

            let next = Journal.small(service: "second", directory: try folder.killed(folder.journal(), as: "left"))
            next.append(number: 1000)
            let adoption = next.adopt()
            next.append(number: 1001)
            #expect(adoption.records == 70)
            #expect(adoption.damaged == 0 && adoption.keptAside.isEmpty && adoption.problems.isEmpty)
            #expect(next.ledger.addsUp)
            #expect(next.ledger.destinations[0].queued == 72)
            var seen: [Int] = []
            while let batch = next.read(lane: 0, records: 7) {
                batch.forEach { record in
                    let number = Int(record.header.traceID.low)
                    seen.append(number)
                    let service = String(decoding: record.owner.resource, as: UTF8.self)
                    #expect(service.contains(number < 1000 ? "first" : "second"))
                    if number < 1000 { #expect([UInt8](record.scope) == (number % 2 == 0 ? [1] : [2, 2])) }
                }
                next.settle(batch, acknowledged: batch.count)
                #expect(next.ledger.addsUp)
            }
            #expect(seen == [1000] + Array(30..<100) + [1001])
            #expect(next.ledger.isSettled)
            next.finish()
            #expect(JournalDirectory.files(in: folder.path("left")).isEmpty)
        }
    }

    @Test("Marks are kept for each destination by its name; one that is new gets all")
    func lanes() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(lanes: ["a", "b", "c"], directory: folder.journal())
            for number in 0..<20 { journal.append(number: number) }
            #expect(journal.take(lane: 0, 20).count == 20)
            #expect(journal.take(lane: 1, 5).count == 5)
            let batch = try #require(journal.read(lane: 2, records: 8))
            journal.settle(batch, acknowledged: 6, dropped: [.rejected: 2])

            let next = Journal.small(lanes: ["b", "new", "c", "a"], directory: try folder.killed(folder.journal(), as: "left"))
            _ = next.adopt()
            #expect(next.ledger.addsUp)
            #expect(next.ledger.ended == 20)
            #expect(next.ledger["a"]?.counts == [20, 0, 0])
            #expect(next.ledger["b"]?.counts == [5, 15, 0])
            #expect(next.ledger["c"] == .init(name: "c", acknowledged: 6, queued: 12, dropped: [.beforeRestart: 2]))
            #expect(next.ledger["new"]?.counts == [0, 20, 0])
            #expect(next.takeAll(lane: 3) == [])
            #expect(next.takeAll(lane: 0) == Array(5..<20))
            #expect(next.takeAll(lane: 2) == Array(8..<20))
            #expect(next.takeAll(lane: 1) == Array(0..<20))
            #expect(next.ledger.addsUp)
        }
    }

    @Test("Of several that start at once, each segment goes to one", arguments: Seeds.from(1, count: 5))
    func race(seed: UInt64) async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal(bytes: 4 << 20))
            for number in 0..<500 { journal.append(number: number) }
            let left = try folder.killed(folder.journal(bytes: 4 << 20), as: "left")
            let heirs = (0..<4).map { _ in Journal.small(directory: left) }
            let shares = await withTaskGroup(of: [Int].self) { group in
                for heir in heirs {
                    group.addTask {
                        _ = heir.adopt()
                        return heir.takeAll()
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            #expect(shares.sorted() == Array(0..<500))
        }
    }

    @Test("What is left at the end waits in the files for the next one, and the ledger says so")
    func end() async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal()
            let journal = Journal.small(lanes: ["a", "b"], directory: directory)
            for number in 0..<100 { journal.append(number: number) }
            #expect(journal.takeAll(lane: 0).count == 100)
            #expect(journal.take(lane: 1, 10).count == 10)
            _ = journal.read(lane: 1, records: 5)
            journal.close()
            journal.abandon(lane: 0, .unsent)
            journal.abandon(lane: 1, .unsent)
            #expect(journal.ledger["b"]?.counts == [10, 90, 0])
            journal.finish()
            #expect(journal.ledger["b"]?.counts == [10, 90, 0])
            #expect(journal.ledger.addsUp)
            let next = Journal.small(lanes: ["a", "b"], directory: directory)
            #expect(next.adopt().records == 90)
            #expect(next.takeAll(lane: 1) == Array(10..<100))
        }
    }

    @Test("More than the bound is taken over bit by bit, as what was taken is exported")
    func backlog() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal())
            for number in 0..<1_000 { journal.append(number: number) }
            let left = try folder.killed(folder.journal(bytes: 64 << 10), as: "left")
            let next = Journal.small(directory: left)
            var taken: [Int] = []
            var rounds = 0
            while next.adopt().segments > 0 {
                #expect(next.status.diskBytes <= (64 << 10) + 4096)
                taken += next.takeAll()
                rounds += 1
            }
            #expect(taken == Array(0..<1_000))
            #expect(rounds > 2)
        }
    }

    @Test("Each signal has its own segments, and who has no destination takes nothing over")
    func signals() async throws {
        try await TemporaryFolder.with { folder in
            let journals = OTLP.Signal.allCases.map { Journal.small(signal: $0, directory: folder.journal()) }
            for (index, journal) in journals.enumerated() { journal.append(number: index) }
            let left = try folder.killed(folder.journal(), as: "left")
            #expect(Journal.small(signal: .traces, lanes: [], directory: left).adopt().isEmpty)
            for (index, signal) in OTLP.Signal.allCases.enumerated() {
                let next = Journal.small(signal: signal, directory: left)
                #expect(next.adopt().segments == 1)
                #expect(next.takeAll() == [index])
            }
        }
    }

    @Test("What was just being written as the process died is lost and counted; what is behind it is not")
    func torn() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal())
            let next = try journal.withTornRecord {
                for number in 1..<5 { journal.append(number: number) }
                return Journal.small(directory: try folder.killed(folder.journal(), as: "left"))
            }
            let adoption = next.adopt()
            #expect(adoption.damaged == 1)
            #expect(adoption.keptAside.isEmpty, "there is nothing to see in it")
            #expect(next.takeAll() == [1, 2, 3, 4])
            #expect(next.ledger == Ledger(ended: 5, destinations: [.init(name: "a", acknowledged: 4, dropped: [.damaged: 1])]))
        }
    }
}

extension Journal {
    /// Does something while a record is being written.
    func withTornRecord<Result>(_ body: () throws -> Result) throws -> Result {
        var result: Swift.Result<Result, any Error>?
        _ = append(header(number: 0)) { place in
            place.update(repeating: 0, count: 50)
            result = Swift.Result { try body() }
            place.update(repeating: 0, count: 100)
        }
        return try #require(result).get()
    }
}
