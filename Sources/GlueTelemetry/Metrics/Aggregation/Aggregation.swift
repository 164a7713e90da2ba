/// How the measurements of a metric are added up.
///
/// Source: OpenTelemetry metrics SDK, "Aggregation".
public enum Aggregation: Sendable, Hashable {
    /// What the kind of instrument asks for: sums for counters, the last value for gauges, histograms for recorders and
    /// timers.
    case standard
    /// The metric is not kept.
    case drop
    /// The arithmetic sum.
    case sum
    /// The latest value.
    case lastValue
    /// A histogram with these upper bounds, inclusive and rising; the last bucket has none.
    case explicitBuckets([Double])
    /// A histogram whose buckets grow by a base that it finds itself: the finest with which the values fit.
    ///
    /// - Parameters:
    ///   - maxSize: Buckets of either sign, at least 2.
    ///   - maxScale: The finest scale, −10 to 20. At scale *s* a bucket's bounds differ by the factor 2^(2^−s).
    case exponentialBuckets(maxSize: Int = 160, maxScale: Int = 20)
}

extension Aggregation {
    /// The specification's bounds, made for milliseconds and sizes.
    public static let standardBounds: [Double] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]

    /// The bounds that the semantic conventions advise for durations in seconds; those of timers.
    ///
    /// Source: OpenTelemetry semantic conventions, "http.server.request.duration".
    public static let durationBounds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
}
