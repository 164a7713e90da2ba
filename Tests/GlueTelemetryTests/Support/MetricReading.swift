import GlueOTLP
import Logging

@testable import GlueTelemetry

/// A clock that tells what a test says.
final class SetClock: Sendable {
    private let time: Box<UInt64>

    init(_ nanoseconds: UInt64 = 1000) { time = Box(nanoseconds) }

    var now: UInt64 {
        get { time.value }
        set { time.change { $0 = newValue } }
    }

    var spanClock: SpanClock { SpanClock { [time] in time.value } }
}

extension OTLPMetricsFactory {
    /// A factory with one reader.
    static func testing(
        _ temporality: TemporalityPreference = .cumulative,
        clock: SetClock = SetClock(),
        logger: Logger = .silent,
        _ change: (inout MetricSettings) -> Void = { _ in }
    ) -> OTLPMetricsFactory {
        var settings = TelemetrySettings(spanClock: clock.spanClock, logger: logger)
        settings.metrics.exemplarSeed = 1
        change(&settings.metrics)
        return OTLPMetricsFactory(settings, reader: temporality)
    }

    /// What the reader is told now.
    func read() -> [OTLP.Metric] { registry.collect(by: 0).flatMap(\.metrics) }
}

extension [OTLP.Metric] {
    subscript(name: String) -> OTLP.Metric? { first { $0.name == name } }
}

extension OTLP.Metric {
    var numbers: [OTLP.NumberDataPoint] {
        switch data {
        case .gauge(let points), .sum(let points, _, _): points
        default: []
        }
    }

    var histograms: [OTLP.HistogramDataPoint] { if case .histogram(let points, _) = data { points } else { [] } }

    var exponentialHistograms: [OTLP.ExponentialHistogramDataPoint] {
        if case .exponentialHistogram(let points, _) = data { points } else { [] }
    }

    var temporality: OTLP.Temporality? {
        switch data {
        case .sum(_, let temporality, _), .histogram(_, let temporality), .exponentialHistogram(_, let temporality): temporality
        default: nil
        }
    }
}
