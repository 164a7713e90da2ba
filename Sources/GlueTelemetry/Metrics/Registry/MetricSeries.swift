import GlueOTLP

/// One series of a metric: what was recorded with one set of attributes, and what each reader is owed of it.
struct MetricSeries: Sendable {
    let attributes: [OTLP.KeyValue]
    let aggregator: any Aggregator
    /// Since the start.
    private var total: Aggregate?
    private var startUnixNano: UInt64
    private var owed: [Owed]
    /// The latest exemplars, for a reader that only looks.
    private var exemplars: [OTLP.Exemplar] = []
    /// How many handlers record into the series.
    private var handlers = 1

    private struct Owed: Sendable {
        /// Since the reader last read; only of readers that want that.
        var delta: Aggregate?
        var exemplars: [OTLP.Exemplar] = []
        /// Whether it was told the last value of a series that no handler records into.
        var knowsEnd = false
    }

    init(_ attributes: [OTLP.KeyValue], aggregator: any Aggregator, initial: Aggregate?, readers: Int, now: UInt64) {
        self.attributes = attributes
        self.aggregator = aggregator
        total = initial
        startUnixNano = now
        owed = Array(repeating: Owed(), count: readers)
    }

    mutating func attach() {
        handlers += 1
        for reader in owed.indices { owed[reader].knowsEnd = false }
    }

    mutating func detach() { handlers -= 1 }

    /// Whether no handler is left and every reader knows.
    var isOver: Bool { handlers <= 0 && owed.allSatisfy(\.knowsEnd) }

    mutating func restart(from initial: Aggregate?, now: UInt64) {
        total = initial
        startUnixNano = now
    }

    /// Adds what was recorded since the last time to what the readers are owed.
    mutating func gather(deltaReaders: [Int]) {
        guard let drained = aggregator.drain() else { return }
        if total == nil { total = drained.aggregate } else { total?.merge(drained.aggregate) }
        for reader in deltaReaders {
            if owed[reader].delta == nil { owed[reader].delta = drained.aggregate } else { owed[reader].delta?.merge(drained.aggregate) }
        }
        guard !drained.exemplars.isEmpty else { return }
        exemplars = drained.exemplars
        for reader in owed.indices { owed[reader].exemplars = drained.exemplars }
    }

    mutating func read(by reader: Int?, isDelta: Bool, since: UInt64, now: UInt64) -> MetricPoint? {
        guard let reader else { return total.map { point($0, from: startUnixNano, now: now, exemplars) } }
        defer {
            owed[reader].delta = nil
            owed[reader].exemplars = []
            if handlers <= 0 { owed[reader].knowsEnd = true }
        }
        let aggregate = isDelta ? owed[reader].delta : total
        return aggregate.map { point($0, from: isDelta ? max(startUnixNano, since) : startUnixNano, now: now, owed[reader].exemplars) }
    }

    private func point(_ aggregate: Aggregate, from start: UInt64, now: UInt64, _ exemplars: [OTLP.Exemplar]) -> MetricPoint {
        // A clock that was set back must not make an interval end before it began.
        MetricPoint(attributes: attributes, start: start, time: max(now, start), aggregate: aggregate, exemplars: exemplars)
    }
}
