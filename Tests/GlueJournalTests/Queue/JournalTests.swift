import Foundation
import GlueJournal
import GlueOTLP
import Testing

@Suite("Journal")
struct JournalTests {
    @Test("Records come out in their order, over many segments, and their memory goes back")
    func order() {
        let journal = Journal.small()
        for number in 0..<300 { journal.append(number: number) }
        #expect(journal.bytes > 8 * 4096)
        var taken: [Int] = []
        while case let numbers = journal.take(64), !numbers.isEmpty { taken += numbers }
        #expect(taken == Array(0..<300))
        #expect(journal.bytes == 4096)
        #expect(journal.ledger.destinations[0].counts == [300, 0, 0])
    }

    @Test("A batch is bounded in records and in bytes; a longer record comes alone")
    func batches() throws {
        let journal = Journal.small()
        for number in 0..<10 { journal.append(number: number, size: number == 5 ? 1000 : 100) }
        #expect(journal.read(lane: 0, records: 3)?.numbers == [0, 1, 2])
        // 168 bytes a record.
        #expect(journal.read(lane: 0, records: 100, bytes: 340)?.numbers == [3, 4])
        #expect(journal.read(lane: 0, records: 100, bytes: 340)?.numbers == [5])
        #expect(journal.read(lane: 0, records: 100)?.numbers == [6, 7, 8, 9])
        #expect(journal.read(lane: 0, records: 100) == nil)
    }

    @Test("A record longer than a segment gets one of its own; one longer than the bound is too large")
    func longRecords() {
        let journal = Journal.small()
        journal.append(number: 0)
        journal.append(number: 1, size: 20_000)
        journal.append(number: 2)
        journal.append(number: 3, size: 65 << 10)
        #expect(journal.take(10) == [0, 1, 2])
        #expect(journal.ledger.destinations[0].dropped == [.tooLarge: 1])
    }

    @Test("Batches may be settled in any order: the low-water mark waits for the oldest")
    func lowWaterMark() throws {
        let journal = Journal.small()
        for number in 0..<9 { journal.append(number: number) }
        let batches = try (0..<3).map { _ in try #require(journal.read(lane: 0, records: 3)) }
        #expect(journal.lowWaterMark(lane: 0) == 0)
        journal.settle(batches[1], acknowledged: 2, dropped: [.rejected: 1])
        #expect(journal.lowWaterMark(lane: 0) == 0)
        #expect(journal.ledger.destinations[0].counts == [2, 6, 1])
        journal.settle(batches[0], acknowledged: 3)
        #expect(journal.lowWaterMark(lane: 0) == 6)
        // In halves.
        let (first, second) = batches[2].halves
        #expect((first.numbers, second.numbers) == ([6], [7, 8]))
        journal.settle(second, acknowledged: 2)
        #expect(journal.lowWaterMark(lane: 0) == 6)
        journal.settle(first, acknowledged: 0, dropped: [.refused: 1])
        #expect(journal.lowWaterMark(lane: 0) == 9)
        #expect(
            journal.ledger == Ledger(ended: 9, destinations: [.init(name: "a", acknowledged: 7, dropped: [.rejected: 1, .refused: 1])])
        )
    }

    @Test("Each lane reads at its own pace, and a segment stays as long as one needs it")
    func lanes() {
        let journal = Journal.small(lanes: ["fast", "slow"])
        for number in 0..<100 { journal.append(number: number) }
        let full = journal.bytes
        #expect(journal.take(lane: 0, 100) == Array(0..<100))
        #expect(journal.bytes == full)
        #expect(journal.take(lane: 1, 50) == Array(0..<50))
        #expect(journal.bytes < full)
        #expect(journal.take(lane: 1, 100) == Array(50..<100))
        #expect(journal.bytes == 4096)
    }

    @Test("Every segment says what its scopes are")
    func scopes() {
        let journal = Journal.small()
        let scopes = (0..<3).map { journal.intern(scope: Array(repeating: UInt8($0), count: 5)) }
        #expect(journal.intern(scope: Array(repeating: 1, count: 5)) == scopes[1])
        for number in 0..<90 { journal.append(number: number, scope: scopes[number % 3]) }
        var seen: [Int: [UInt8]] = [:]
        while let batch = journal.read(lane: 0, records: 7) {
            batch.forEach { seen[Int($0.header.traceID.low)] = [UInt8]($0.scope) }
            journal.settle(batch, acknowledged: batch.count)
        }
        #expect(seen.count == 90)
        #expect(seen.allSatisfy { $1 == Array(repeating: UInt8($0 % 3), count: 5) })
    }

    @Test("An append tells when a batch is full, once, and when a segment is")
    func wake() {
        let journal = Journal.small(segmentBytes: 1 << 16, wakeAt: 10)
        #expect((0..<25).map { journal.append(number: $0) } == (0..<25).map { $0 == 9 })
        let segments = Journal.small(wakeAt: 1000)
        #expect((0..<60).count { segments.append(number: $0) } == 2)
    }

    @Test("A batch keeps its bytes when the journal is long done with them")
    func lifetime() throws {
        let journal = Journal.small()
        for number in 0..<10 { journal.append(number: number) }
        let batch = try #require(journal.read(lane: 0, records: 10))
        journal.settle(batch, acknowledged: 10)
        for number in 10..<400 {
            journal.append(number: number)
            _ = journal.take(1)
        }
        #expect(batch.numbers == Array(0..<10))
    }
}

@Suite("Journal at its bound")
struct JournalBoundTests {
    @Test("With one reader the newest are dropped, and there is room again once it has read")
    func dropsNewest() {
        let journal = Journal.small(bytes: 16 << 10)
        for number in 0..<200 { journal.append(number: number) }
        let kept = journal.ledger.destinations[0].queued
        #expect(journal.ledger.destinations[0].dropped == [.queueFull: 200 - kept])
        #expect(journal.bytes <= 16 << 10)
        #expect(journal.take(1000) == Array(0..<kept))
        journal.append(number: 200)
        #expect(journal.take(1000) == [200])
    }

    @Test("A bound in records counts what is on its way too")
    func records() throws {
        let journal = Journal.small(records: 10)
        for number in 0..<8 { journal.append(number: number) }
        let batch = try #require(journal.read(lane: 0, records: 6))
        for number in 8..<20 { journal.append(number: number) }
        #expect(journal.ledger.destinations[0].counts == [0, 10, 10])
        journal.settle(batch, acknowledged: 6)
        #expect(journal.take(100) == [6, 7, 8, 9])
    }

    @Test("A reader that lags behind loses its oldest records; the other one loses none", arguments: [nil, 50])
    func laggard(records: Int?) throws {
        let journal = Journal.small(lanes: ["live", "dead"], bytes: 16 << 10, records: records)
        // What is on its way is not lost: the dead one may still answer.
        journal.append(number: 0)
        let held = try #require(journal.read(lane: 1, records: 1))
        var live = journal.take(lane: 0, 1)
        for number in 1..<1000 {
            journal.append(number: number)
            live += journal.take(lane: 0, 1)
            #expect(journal.ledger.addsUp)
        }
        #expect(live == Array(0..<1000))
        #expect(journal.ledger["live"]?.counts == [1000, 0, 0])
        let dead = try #require(journal.ledger["dead"])
        #expect(dead.dropped == [.queueFull: 1000 - dead.queued])
        #expect(journal.bytes <= 16 << 10)
        journal.settle(held, acknowledged: 1)
        let rest = journal.take(lane: 1, 1000)
        #expect(rest == Array((1000 - rest.count)..<1000))
        #expect(rest.count == dead.queued - 1)
    }

    @Test("Dropping the oldest keeps the newest, for every reader")
    func dropsOldest() throws {
        let journal = Journal.small(lanes: ["a", "b"], bytes: 16 << 10, policy: .dropOldest)
        for number in 0..<500 {
            journal.append(number: number)
            #expect(journal.ledger.addsUp)
        }
        for lane in 0..<2 {
            let kept = journal.ledger.destinations[lane].queued
            #expect(kept > 50)
            #expect(journal.ledger.destinations[lane].dropped == [.queueFull: 500 - kept])
            #expect(journal.takeAll(lane: lane) == Array((500 - kept)..<500))
        }
        let records = Journal.small(records: 10, policy: .dropOldest)
        for number in 0..<30 { records.append(number: number) }
        #expect(records.takeAll() == Array(20..<30))
    }

    @Test("Blocking waits until there is room; where there is none in time, the newest are dropped")
    func blocks() async throws {
        let patient = Journal.small(bytes: 16 << 10, policy: .block(upTo: .seconds(60)))
        let all = await withTaskGroup(of: [Int].self) { group in
            group.addTask {
                // A thread of its own: who waits here must not hold up who reads.
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        for number in 0..<500 { patient.append(number: number) }
                        continuation.resume()
                    }
                }
                return []
            }
            group.addTask {
                var taken: [Int] = []
                while taken.count < 500 {
                    taken += patient.take(10)
                    await Task.yield()
                }
                return taken
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(all == Array(0..<500))
        #expect(patient.ledger.isSettled)

        let hasty = Journal.small(bytes: 16 << 10, policy: .block(upTo: .milliseconds(1)))
        for number in 0..<200 { hasty.append(number: number) }
        let kept = hasty.ledger.destinations[0].queued
        #expect(hasty.ledger.destinations[0].dropped == [.queueFull: 200 - kept])
        #expect(hasty.takeAll() == Array(0..<kept))
    }

    @Test("What comes after the end is dropped, and what is given up is counted")
    func end() throws {
        let journal = Journal.small()
        for number in 0..<10 { journal.append(number: number) }
        let batch = try #require(journal.read(lane: 0, records: 4))
        journal.close()
        journal.append(number: 10)
        #expect(journal.ledger.destinations[0].dropped == [.afterShutdown: 1])
        journal.abandon(lane: 0, .unsent)
        #expect(journal.ledger.destinations[0].dropped == [.afterShutdown: 1, .unsent: 10])
        // An answer that comes too late changes nothing.
        journal.settle(batch, acknowledged: 4)
        #expect(journal.ledger.destinations[0].counts == [0, 0, 11])
        #expect(journal.read(lane: 0, records: 1) == nil)
    }
}

@Suite("Journal under many threads")
struct JournalConcurrencyTests {
    @Test("Every record is read once and whole while many write, and the ledger adds up at every moment")
    func producers() async {
        let journal = Journal.small(lanes: ["a", "b"], bytes: 8 << 20, segmentBytes: 8192)
        let producers = 8
        let each = 2000
        let taken = await withTaskGroup(of: (lane: Int, numbers: [Int])?.self) { group in
            for producer in 0..<producers {
                group.addTask {
                    for number in 0..<each {
                        journal.append(number: producer * each + number, size: 40 + number % 200, content: number % 3)
                    }
                    return nil
                }
            }
            for lane in 0..<2 {
                group.addTask {
                    var numbers: [Int] = []
                    while numbers.count < producers * each {
                        guard let batch = journal.read(lane: lane, records: 100 + lane) else {
                            await Task.yield()
                            continue
                        }
                        numbers += batch.numbers
                        journal.settle(batch, acknowledged: batch.count)
                        #expect(journal.ledger.addsUp)
                    }
                    return (lane, numbers)
                }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(taken.count == 2)
        for (_, numbers) in taken {
            #expect(numbers.sorted() == Array(0..<producers * each))
            // What one thread wrote stays in its order.
            for producer in 0..<producers {
                let own = numbers.filter { $0 / each == producer }
                #expect(own == own.sorted())
            }
        }
        #expect(journal.ledger.isSettled)
        #expect(journal.bytes == 8192)
    }
}
