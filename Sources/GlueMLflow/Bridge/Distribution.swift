import GlueTelemetry

/// What a number of values come to: themselves while they are few, buckets of half a percent once they are many.
struct Distribution: Sendable {
    private static let few = 256

    private(set) var count = 0
    private(set) var sum = 0.0
    private(set) var max = -Double.infinity
    private var values: [Double] = []
    private var histogram: ExponentialHistogram?

    /// - Parameter value: A finite number.
    mutating func record(_ value: Double) {
        count += 1
        sum += value
        max = Swift.max(max, value)
        if histogram == nil, values.count == Self.few {
            var all = ExponentialHistogram(maxSize: 1024, maxScale: 10)
            for value in values { all.record(value) }
            histogram = all
            values = []
        }
        if histogram != nil { histogram?.record(value) } else { values.append(value) }
    }

    var mean: Double? { count > 0 ? sum / Double(count) : nil }

    /// The value at or below which a share of the values lies; nil where there are none.
    ///
    /// - Parameter share: From 0 to 1.
    func quantile(_ share: Double) -> Double? {
        if let histogram { return histogram.quantile(share) }
        guard !values.isEmpty else { return nil }
        let rank = Int((share * Double(values.count)).rounded(.up))
        return values.sorted()[min(Swift.max(rank - 1, 0), values.count - 1)]
    }
}
