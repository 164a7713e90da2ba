import GlueJournal
import GlueOTLP

extension Journal {
    static func small(
        lanes: [String] = ["a"],
        bytes: Int = 64 << 10,
        records: Int? = nil,
        segmentBytes: Int = 4096,
        wakeAt: Int = 512
    ) -> Journal {
        Journal(
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "test")]),
            lanes: lanes,
            limits: JournalLimits(bytes: bytes, records: records, segmentBytes: segmentBytes),
            wakeAt: wakeAt
        )
    }

    /// Appends a record that says its number in its trace id and its base.
    @discardableResult
    func append(number: Int, scope: UInt32? = nil, size: Int = 100, content: Int = 0) -> Bool {
        let scope = scope ?? intern(scope: [1, 2, 3])
        let header = RecordHeader(
            kind: .span,
            traceID: OTLP.TraceID(high: 1, low: UInt64(number)),
            scope: scope,
            base: size,
            content: content
        )
        return append(header) { place in
            for index in 0..<(size + content) { place[index] = UInt8(truncatingIfNeeded: number &+ index) }
        }
    }

    /// The numbers that a lane reads next, the batch settled as taken.
    func take(lane: Int = 0, _ count: Int) -> [Int] {
        guard let batch = read(lane: lane, records: count) else { return [] }
        settle(batch, acknowledged: batch.count)
        return batch.numbers
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
