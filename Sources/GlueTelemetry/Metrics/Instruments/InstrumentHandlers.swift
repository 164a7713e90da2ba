import CoreMetrics
import GlueOTLP
import Synchronization

/// Where the measurements of a handler go: one series for each view, mostly one in all.
struct MeasurementSink: Sendable {
    /// A series, as its handlers see it.
    struct Target: Sendable {
        let aggregator: any Aggregator
        /// What a view took from the attributes.
        let filtered: [OTLP.KeyValue]
        let stream: Int
        let attributes: [OTLP.KeyValue]
        /// Whether the series takes what exceeds the bound of series.
        let isOverflow: Bool
    }

    let targets: [Target]

    /// Whether all series are those of the overflow: such a sink is like any other of them, and not worth keeping.
    var isOverflow: Bool { !targets.isEmpty && targets.allSatisfy(\.isOverflow) }

    func record(_ number: OTLP.Number) {
        for target in targets { target.aggregator.record(number, filtered: target.filtered) }
    }
}

/// A handler of swift-metrics: what one instrument records with one set of dimensions.
protocol InstrumentHandler: AnyObject, Sendable {
    var key: HandlerKey { get }
    var sink: MeasurementSink { get }
}

/// What a handler was made for.
struct HandlerKey: Sendable, Hashable {
    var label: String
    /// Whether a recorder aggregates.
    var aggregates = true
    /// Sorted by key.
    var dimensions: [OTLP.KeyValue]
}

final class OTLPCounter: CounterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    private let requestReset: @Sendable (MeasurementSink) -> Void

    init(key: HandlerKey, sink: MeasurementSink, requestReset: @escaping @Sendable (MeasurementSink) -> Void) {
        self.key = key
        self.sink = sink
        self.requestReset = requestReset
    }

    /// A counter only grows: less than nothing is not counted.
    func increment(by amount: Int64) {
        guard amount >= 0 else { return }
        sink.record(.int(amount))
    }

    func reset() { requestReset(sink) }
}

final class OTLPFloatingPointCounter: FloatingPointCounterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    private let requestReset: @Sendable (MeasurementSink) -> Void

    init(key: HandlerKey, sink: MeasurementSink, requestReset: @escaping @Sendable (MeasurementSink) -> Void) {
        self.key = key
        self.sink = sink
        self.requestReset = requestReset
    }

    func increment(by amount: Double) {
        guard amount >= 0 else { return }
        sink.record(.double(amount))
    }

    func reset() { requestReset(sink) }
}

/// A value that is set, raised and lowered.
final class OTLPMeter: MeterHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    /// Whether the instrument is a sum, which is told changes, and not a gauge, which is told values.
    private let isSum: Bool
    private let value = Mutex(0.0)

    init(key: HandlerKey, sink: MeasurementSink, isSum: Bool) {
        self.key = key
        self.sink = sink
        self.isSum = isSum
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { change { _ in value } }
    func increment(by amount: Double) { change { $0 + amount } }
    func decrement(by amount: Double) { change { $0 - amount } }

    private func change(_ change: (Double) -> Double) {
        // Recorded under the lock: the last value told is to be the last one set.
        value.withLock { value in
            let next = change(value)
            guard next.isFinite || !isSum else { return }
            sink.record(.double(isSum ? next - value : next))
            value = next
        }
    }
}

final class OTLPRecorder: RecorderHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink

    init(key: HandlerKey, sink: MeasurementSink) {
        self.key = key
        self.sink = sink
    }

    func record(_ value: Int64) { sink.record(.int(value)) }
    func record(_ value: Double) { sink.record(.double(value)) }
}

/// Records durations in the unit of its metric, which is the second where no definition names another.
final class OTLPTimer: TimerHandler, InstrumentHandler {
    let key: HandlerKey
    let sink: MeasurementSink
    private let nanosecondsPerUnit: Double

    init(key: HandlerKey, sink: MeasurementSink, unit: String) {
        self.key = key
        self.sink = sink
        nanosecondsPerUnit = Self.nanoseconds(in: unit)
    }

    func recordNanoseconds(_ duration: Int64) { sink.record(.double(Double(duration) / nanosecondsPerUnit)) }

    private static func nanoseconds(in unit: String) -> Double {
        switch unit {
        case "ns": 1
        case "us": 1e3
        case "ms": 1e6
        case "min": 60e9
        case "h": 3600e9
        case "d": 86_400e9
        default: 1e9
        }
    }
}
