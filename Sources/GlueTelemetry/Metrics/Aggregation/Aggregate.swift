import GlueOTLP

/// What measurements add up to.
enum Aggregate: Sendable {
    case sum(OTLP.Number)
    case lastValue(OTLP.Number)
    case histogram(ExplicitHistogram)
    case exponentialHistogram(ExponentialHistogram)

    /// Adds what was recorded later.
    mutating func merge(_ later: Aggregate) {
        switch (self, later) {
        case (.sum(let sum), .sum(let more)):
            self = .sum(sum + more)
        case (.histogram(var histogram), .histogram(let more)):
            histogram.merge(more)
            self = .histogram(histogram)
        case (.exponentialHistogram(var histogram), .exponentialHistogram(let more)):
            histogram.merge(more)
            self = .exponentialHistogram(histogram)
        default:
            // A series has one aggregation, and of two last values the later one counts.
            self = later
        }
    }
}

extension OTLP.Number {
    var double: Double {
        switch self {
        case .double(let value): value
        case .int(let value): Double(value)
        }
    }

    /// An integer stays one where both are; it wraps as the counters of every SDK do.
    static func + (left: OTLP.Number, right: OTLP.Number) -> OTLP.Number {
        if case .int(let left) = left, case .int(let right) = right { return .int(left &+ right) }
        return .double(left.double + right.double)
    }

    static func - (left: OTLP.Number, right: OTLP.Number) -> OTLP.Number {
        if case .int(let left) = left, case .int(let right) = right { return .int(left &- right) }
        return .double(left.double - right.double)
    }
}
