import CoreMetrics
import GlueOTLP

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
