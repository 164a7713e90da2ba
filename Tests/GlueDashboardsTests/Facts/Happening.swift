/// Something that a span tells of: when, of what, and how much.
struct Happening: Sendable {
    /// In nanoseconds since 1970.
    var time: UInt64
    /// By the names that Prometheus has for them.
    var labels: [String: String]
    /// Seconds, tokens, dollars; 1 where it only happened.
    var value: Double = 1
}

/// What a panel should show: a value for each set of labels.
typealias Answers = [[String: String]: Double]

extension [Happening] {
    /// Those that failed.
    var failed: Self { filter { $0.labels["error_type"] != nil } }

    func with(_ label: String, _ value: String) -> Self { filter { $0.labels[label] == value } }

    /// Each of them counted once, whatever its value.
    var once: Self {
        map {
            var happening = $0
            happening.value = 1
            return happening
        }
    }
}

extension Answers {
    /// Whether it is the same but for the rounding of floating point.
    func isNear(_ other: Answers) -> Bool {
        Set(keys) == Set(other.keys)
            && allSatisfy { key, value in other[key].map { abs($0 - value) <= 1e-9 * Swift.max(abs($0), abs(value), 1e-3) } ?? false }
    }
}
