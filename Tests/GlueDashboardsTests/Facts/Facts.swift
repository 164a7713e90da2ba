import GlueOTLP

/// What happened in a window, as the spans tell it; nothing here knows of metrics or of PromQL.
struct Facts: Sendable {
    let recording: Recording
    /// In seconds since 1970; what happened at the end itself belongs to the window.
    let end: Int
    /// In seconds.
    let window: Int
    /// The model that was chosen; nil for all.
    var model: String?

    init(_ recording: Recording, end: Int, window: Int, model: String? = nil) {
        self.recording = recording
        self.end = end
        self.window = window
        self.model = model
    }

    func isPast(_ nanoseconds: UInt64) -> Bool { nanoseconds <= UInt64(end) * 1_000_000_000 }
    func isWithin(_ nanoseconds: UInt64) -> Bool { isPast(nanoseconds) && nanoseconds > UInt64(end - window) * 1_000_000_000 }

    /// What happened in the window, added up; zero for what happened before alone: its series is there.
    func sum(_ happenings: [Happening], by labels: [String] = []) -> Answers {
        var answers: Answers = [:]
        for happening in happenings where isPast(happening.time) {
            answers[happening.labels.filter { labels.contains($0.key) }, default: 0] += isWithin(happening.time) ? happening.value : 0
        }
        return answers
    }

    func perSecond(_ happenings: [Happening], by labels: [String] = []) -> Answers {
        sum(happenings, by: labels).mapValues { $0 / Double(window) }
    }

    func perHour(_ happenings: [Happening], by labels: [String] = []) -> Answers {
        perSecond(happenings, by: labels).mapValues { $0 * 3600 }
    }

    /// A part for each unit of a whole; nothing where the whole is nothing.
    func ratio(_ part: [Happening], to whole: [Happening], by labels: [String] = []) -> Answers {
        let parts = sum(part, by: labels)
        return sum(whole, by: labels).filter { $0.value > 0 }.reduce(into: [:]) { $0[$1.key] = (parts[$1.key] ?? 0) / $1.value }
    }

    /// The mean value of what happened.
    func mean(_ happenings: [Happening], by labels: [String] = []) -> Answers { ratio(happenings, to: happenings.once, by: labels) }

    /// How many values lie at or below each bound.
    func spread(_ happenings: [Happening], _ bounds: [Double]) -> Answers {
        guard happenings.contains(where: { isPast($0.time) }) else { return [:] }
        let values = happenings.filter { isWithin($0.time) }.map(\.value)
        return (bounds + [.infinity]).reduce(into: [:]) { answers, bound in
            answers[["le": bound == .infinity ? "+Inf" : "\(bound)"]] = Double(values.count { $0 <= bound })
        }
    }

    /// A quantile as buckets can tell it: as if the values of a bucket were spread evenly over it.
    func quantile(_ quantile: Double, _ happenings: [Happening], _ bounds: [Double], by labels: [String] = []) -> Answers {
        let groups = Dictionary(grouping: happenings.filter { isWithin($0.time) }) { $0.labels.filter { labels.contains($0.key) } }
        return groups.compactMapValues { Self.quantile(quantile, $0.map(\.value), bounds) }
    }

    private static func quantile(_ quantile: Double, _ values: [Double], _ bounds: [Double]) -> Double? {
        let rank = quantile * Double(values.count)
        var low = 0.0
        var below = 0.0
        for bound in bounds {
            let within = Double(values.count { $0 > (bound == bounds.first ? -.infinity : low) && $0 <= bound })
            if within > 0, below + within >= rank { return low + (bound - low) * (rank - below) / within }
            below += within
            low = bound
        }
        // Above the last bound nothing is known but that.
        return values.isEmpty ? nil : bounds.last
    }
}
