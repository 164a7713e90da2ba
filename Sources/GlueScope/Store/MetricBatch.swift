import GlueEncoding
import GlueOTLP

/// The metrics of one request, made ready for the store.
struct MetricBatch: Sendable {
    private(set) var points = 0
    /// Of the data points, in microseconds since 1970.
    private(set) var first = Int64.max
    private(set) var last = Int64.min
    /// The traces that exemplars name: the lower half of their ids.
    private(set) var traces: Set<UInt64> = []
    /// An `ExportMetricsServiceRequest`, compressed.
    let data: [UInt8]

    var bytes: Int { data.count + 200 }

    init(_ metrics: OTLP.Metrics) {
        data = Gzip.compress(metrics.protobuf(), level: .standard)
        for metric in metrics.metrics {
            for point in metric.points {
                points += 1
                first = min(first, Int64(clamping: point.timeUnixNano / 1000))
                last = max(last, Int64(clamping: point.timeUnixNano / 1000))
                for exemplar in point.exemplars where exemplar.traceID.isValid { traces.insert(exemplar.traceID.low) }
            }
        }
    }

    /// - Throws: Where the file is damaged.
    static func metrics(_ data: [UInt8]) throws -> OTLP.Metrics { try OTLP.Metrics(protobuf: try Gzip.decompress(data, limit: 1 << 30)) }
}

extension OTLP.Metric {
    /// What its points have in common, whatever their kind.
    var points: [(timeUnixNano: UInt64, exemplars: [OTLP.Exemplar])] {
        switch data {
        case .gauge(let points): points.map { ($0.timeUnixNano, $0.exemplars) }
        case .sum(let points, _, _): points.map { ($0.timeUnixNano, $0.exemplars) }
        case .histogram(let points, _): points.map { ($0.timeUnixNano, $0.exemplars) }
        case .exponentialHistogram(let points, _): points.map { ($0.timeUnixNano, $0.exemplars) }
        case .summary(let points): points.map { ($0.timeUnixNano, []) }
        case nil: []
        }
    }
}
