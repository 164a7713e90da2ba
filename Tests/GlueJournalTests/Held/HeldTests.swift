import GlueOTLP
import GlueTestSupport
import Testing

@testable import GlueJournal

@Suite("Records that wait for a decision")
struct PendingTests {
    @Test("They count as queued at once; released they are sent, discarded they are dropped as sampled")
    func decisions() throws {
        let journal = Journal.small(lanes: ["a", "b"])
        let held = try (0..<10).map { try #require(journal.hold(number: $0)) }
        #expect(journal.ledger["a"]?.counts == [0, 10, 0])
        #expect(journal.read(lane: 0, records: 10) == nil)
        journal.append(number: 100)
        journal.release([held[7], held[2], held[3]])
        journal.discard([held[0], held[1]], .sampled)
        #expect(journal.ledger["b"] == .init(name: "b", queued: 9, dropped: [.sampled: 2]))
        #expect(journal.ledger.addsUp)
        // Once only.
        journal.release([held[7], held[0]])
        journal.discard([held[2], held[0]], .sampled)
        #expect(journal.takeAll() == [100, 7, 2, 3])
        journal.release(Array(held[4...]))
        #expect(journal.takeAll() == [4, 5, 6, 8, 9])
        #expect(journal.ledger["a"]?.counts == [9, 0, 2])
        #expect(journal.ledger["b"]?.counts == [0, 9, 2])
    }

    @Test("What is decided on before it is written is counted all the same")
    func dropped() {
        let journal = Journal.small(lanes: ["a", "b"])
        journal.append(number: 0)
        journal.drop(.sampled, count: 3)
        #expect(journal.ledger.ended == 4)
        #expect(journal.ledger.destinations.map(\.dropped) == [[.sampled: 3], [.sampled: 3]])
        #expect(journal.ledger.addsUp)
    }

    @Test("At its bound the area takes no more, and counts nothing; at the end of the journal neither")
    func bound() throws {
        let journal = Journal.small(bytes: 16 << 10)
        var held: [HeldRecord] = []
        while let record = journal.hold(number: held.count) { held.append(record) }
        #expect((60...100).contains(held.count))
        #expect(journal.ledger.ended == held.count)
        journal.discard(Array(held[..<30]), .sampled)
        #expect(journal.hold(number: 0) != nil)
        journal.close()
        #expect(journal.hold(number: 0) == nil)
        #expect(journal.ledger.addsUp)
        #expect(journal.ledger.ended == held.count + 1)
    }

    @Test("Those of a dead process are sent, once, behind its queue")
    func adoption() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(directory: folder.journal())
            let held = try (0..<10).map { try #require(journal.hold(number: $0)) }
            journal.release(Array(held[..<3]))
            journal.discard(Array(held[3..<5]), .sampled)
            journal.append(number: 100)
            let next = Journal.small(directory: try folder.killed(folder.journal(), as: "left"))
            #expect(next.adopt().records == 9)
            #expect(next.takeAll() == [0, 1, 2, 100, 5, 6, 7, 8, 9])
            #expect(next.ledger == Ledger(ended: 9, destinations: [.init(name: "a", acknowledged: 9)]))
        }
    }

    @Test("Holding and deciding from many threads loses nothing", arguments: Seeds.from(1, count: 2))
    func threads(seed: UInt64) async {
        let journal = Journal.small(bytes: 4 << 20)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                group.addTask {
                    var random = SplitMix(seed: seed &* 31 &+ UInt64(task))
                    var held: [HeldRecord] = []
                    for number in 0..<400 {
                        if let record = journal.hold(number: task * 400 + number, size: Int.random(in: 1...300, using: &random)) {
                            held.append(record)
                        } else {
                            journal.append(number: task * 400 + number)
                        }
                        guard held.count > 20 else { continue }
                        let index = Int.random(in: held.indices, using: &random)
                        let record = held.remove(at: index)
                        if Bool.random(using: &random) { journal.release([record]) } else { journal.discard([record], .sampled) }
                        #expect(journal.ledger.addsUp)
                    }
                    journal.release(held)
                }
            }
        }
        let taken = journal.takeAll()
        #expect(Set(taken).count == taken.count)
        #expect(!taken.contains(-1))
        #expect(journal.ledger.destinations[0].counts == [taken.count, 0, 2400 - taken.count])
        #expect(journal.pending.bytes.memory <= 2 << 20)
    }
}

@Suite("Open spans")
struct OpenSpanTests {
    @Test("They are in no count, and of a dead process they are sent as interrupted, as they were last")
    func interrupted() async throws {
        try await TemporaryFolder.with { folder in
            let journal = Journal.small(service: "first", directory: folder.journal())
            let scope = journal.intern(scope: [9])
            let records = try (0..<5).map { try #require(journal.open(Self.span($0), scope: scope)) }
            #expect(journal.ledger.ended == 0)
            // The first ends, the second as its process dies: its open record is still there.
            journal.remove(records[0])
            journal.append(Self.span(0), scope: scope)
            journal.append(Self.span(1), scope: scope)
            var progress = Self.span(2)
            progress.attributes = [OTLP.KeyValue("step", 7), OTLP.KeyValue("error.type", "timeout")]
            #expect(journal.update(records[2], progress, scope: scope))
            var late = Self.span(3)
            late.events = [OTLP.Event(timeUnixNano: 9_000, name: "late")]
            #expect(journal.update(records[3], late, scope: scope, at: 9_000))
            journal.heartbeat(8_000)

            let next = Journal.small(service: "second", directory: try folder.killed(folder.journal(), as: "left"))
            let adoption = next.adopt()
            #expect(adoption.interrupted == 3)
            #expect(adoption.records == 5)
            #expect(next.ledger.ended == 5)
            let batch = try #require(next.read(lane: 0, records: 10))
            var seen: [(span: OTLP.Span, scope: [UInt8], service: String, isFailed: Bool)] = []
            batch.forEach { record in
                guard let span = PackedSpan.decode(record.payload) else { return }
                let service = String(decoding: record.owner.resource, as: UTF8.self).contains("first") ? "first" : "other"
                seen.append((span, [UInt8](record.scope), service, record.header.flags.contains(.failed)))
            }
            seen.sort { $0.span.name < $1.span.name }
            #expect(seen.map(\.span.name) == ["span 0", "span 1", "span 2", "span 3", "span 4"])
            #expect(seen.allSatisfy { $0.scope == [9] && $0.service == "first" })
            #expect(seen.map(\.isFailed) == [false, false, true, true, true])
            #expect(seen[2].span.attributes == [OTLP.KeyValue("step", 7), OTLP.KeyValue("error.type", "interrupted")])
            #expect(seen[2].span.status?.code == .error)
            #expect(seen.map(\.span.endTimeUnixNano) == [2_000, 2_000, 8_000, 9_000, 8_000])
            // Once: nothing is left for another.
            next.settle(batch, acknowledged: batch.count)
            next.finish()
            #expect(JournalDirectory.files(in: folder.path("left")).isEmpty)
        }
    }

    @Test("What is over costs nothing, and one that stays open for long no more than itself")
    func reuse() async throws {
        try await TemporaryFolder.with { folder in
            let directory = folder.journal()
            let journal = Journal.small(directory: directory, bytes: 64 << 10)
            let scope = journal.intern(scope: [9])
            var long: [HeldRecord] = []
            for number in 0..<2_000 {
                let record = try #require(journal.open(Self.span(number), scope: scope), "span \(number)")
                if number % 200 == 0 { long.append(record) } else { journal.remove(record) }
            }
            #expect(journal.open.bytes.disk <= 64 << 10)
            // Those that were moved are what they were.
            let next = Journal.small(directory: try folder.killed(directory, as: "left"))
            #expect(next.adopt().interrupted == 10)
            let batch = try #require(next.read(lane: 0, records: 100))
            var numbers: [UInt64] = []
            batch.forEach { numbers.append($0.header.traceID.low) }
            #expect(numbers.sorted() == stride(from: 0, to: 2_000, by: 200).map { UInt64($0) })
            for record in long { journal.remove(record) }
            journal.finish()
            #expect(directory.files.isEmpty)
        }
    }

    static func span(_ number: Int) -> OTLP.Span {
        OTLP.Span(
            traceID: OTLP.TraceID(high: 1, low: UInt64(number)),
            spanID: OTLP.SpanID(UInt64(number + 1)),
            name: "span \(number)",
            startTimeUnixNano: 1_000,
            endTimeUnixNano: 2_000
        )
    }
}

@Suite("Interrupted spans")
struct InterruptedSpanTests {
    @Test("The end is the last sign of life that there is", arguments: [(0, 5_000), (7_000, 7_000), (500, 5_000)] as [(UInt64, UInt64)])
    func end(lastSign: UInt64, end: UInt64) throws {
        var span = OpenSpanTests.span(1)
        span.events = [OTLP.Event(timeUnixNano: 5_000, name: "x")]
        let closed = try #require(span.packed().withUnsafeBytes { InterruptedSpan.close($0, lastSign: lastSign) })
        #expect(closed.endTimeUnixNano == end)
        #expect(closed.spanID == span.spanID)
    }

    @Test("Bytes that are no span close nothing")
    func noSpan() {
        #expect([UInt8]([0x0A, 0xFF, 0xFF]).withUnsafeBytes { InterruptedSpan.close($0, lastSign: 1) } == nil)
    }
}

extension Journal {
    func hold(number: Int, size: Int = 100) -> HeldRecord? {
        hold(header(number: number, size: size), kind: .pending) { place in
            for index in 0..<size { place[index] = UInt8(truncatingIfNeeded: number &+ index) }
        }
    }

    private func header(_ span: OTLP.Span, scope: UInt32, at time: UInt64, _ size: Int) -> RecordHeader {
        RecordHeader(kind: .span, traceID: span.traceID, scope: scope, timeUnixNano: time, base: size)
    }

    func open(_ span: OTLP.Span, scope: UInt32) -> HeldRecord? {
        let packed = span.packed()
        return hold(header(span, scope: scope, at: 1_000, packed.count), kind: .open) { $0.update(from: packed, count: packed.count) }
    }

    func update(_ record: HeldRecord, _ span: OTLP.Span, scope: UInt32, at time: UInt64 = 1_500) -> Bool {
        let packed = span.packed()
        return update(record, header(span, scope: scope, at: time, packed.count)) { $0.update(from: packed, count: packed.count) }
    }

    func append(_ span: OTLP.Span, scope: UInt32) {
        let packed = span.packed()
        _ = append(header(span, scope: scope, at: 0, packed.count)) { $0.update(from: packed, count: packed.count) }
    }
}
