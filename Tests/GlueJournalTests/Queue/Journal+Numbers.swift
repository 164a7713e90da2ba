import GlueJournal
import GlueOTLP

extension Journal {
    static func small(
        signal: OTLP.Signal = .traces,
        service: String = "test",
        lanes: [String] = ["a"],
        directory: JournalDirectory? = nil,
        bytes: Int = 64 << 10,
        records: Int? = nil,
        segmentBytes: Int = 4096,
        policy: BoundPolicy = .dropNewest,
        wakeAt: Int = 512,
        now: @escaping @Sendable () -> UInt64 = { 1_700_000_000_000_000_000 }
    ) -> Journal {
        Journal(
            signal: signal,
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", .string(service))]),
            lanes: lanes,
            directory: directory,
            limits: JournalLimits(bytes: bytes, records: records, segmentBytes: segmentBytes, heldBytes: bytes, policy: policy),
            wakeAt: wakeAt,
            now: now
        )
    }

    /// Appends a record that says its number in its trace id and its base.
    @discardableResult
    func append(number: Int, scope: UInt32? = nil, size: Int = 100, content: Int = 0) -> Bool {
        append(header(number: number, scope: scope, size: size, content: content)) { place in
            for index in 0..<(size + content) { place[index] = UInt8(truncatingIfNeeded: number &+ index) }
        }
    }

    func header(number: Int, scope: UInt32? = nil, size: Int = 100, content: Int = 0) -> RecordHeader {
        RecordHeader(
            kind: .span,
            traceID: OTLP.TraceID(high: 1, low: UInt64(number)),
            scope: scope ?? intern(scope: [1, 2, 3]),
            base: size,
            content: content
        )
    }

    /// The numbers that a lane reads next, the batch settled as taken.
    func take(lane: Int = 0, _ count: Int) -> [Int] {
        guard let batch = read(lane: lane, records: count) else { return [] }
        settle(batch, acknowledged: batch.count)
        return batch.numbers
    }

    /// The numbers of all that is left for a lane, settled as taken.
    func takeAll(lane: Int = 0) -> [Int] {
        var all: [Int] = []
        while case let numbers = take(lane: lane, 64), !numbers.isEmpty { all += numbers }
        return all
    }
}

extension JournalBatch {
    var numbers: [Int] {
        var numbers: [Int] = []
        forEach { record in
            let number = Int(record.header.traceID.low)
            let isWhole = record.isIntact && record.payload.enumerated().allSatisfy { $1 == UInt8(truncatingIfNeeded: number &+ $0) }
            numbers.append(isWhole ? number : -1)
        }
        return numbers
    }
}

extension Ledger.Destination {
    var counts: [Int] { [acknowledged, queued, allDropped] }
}
