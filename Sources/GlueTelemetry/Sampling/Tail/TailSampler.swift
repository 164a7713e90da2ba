import GlueOTLP

/// Decides on traces by what is told of their spans. It knows no clock, no lock and no queue.
///
/// `Place` is where a span that is held back can be found again.
struct TailSampler<Place: Sendable>: Sendable {
    /// What becomes of a span that has just ended.
    enum Fate: Equatable {
        case keep
        case drop
        /// Its place is to be told by ``held(_:of:bytes:)``.
        case hold
    }

    /// What becomes of the spans of a trace that were held back.
    struct Decision: Sendable {
        let traceID: OTLP.TraceID
        let isKept: Bool
        let places: [Place]
    }

    private struct Trace: Sendable {
        var places: [Place] = []
        var bytes = 0
        /// Whether a span satisfied a rule.
        var isWanted = false
        /// Once the local root has ended.
        var isWaitingForLate = false
    }

    private let settings: TailSampling
    private let rest: TraceIDRatioSampler
    private var undecided: [OTLP.TraceID: Trace] = [:]
    /// By when they are decided at last, in the order in which that comes; some are decided already.
    private var ages = Deadlines()
    private var lates = Deadlines()
    private var decided: RecentValues<OTLP.TraceID, Bool>
    private(set) var bytes = 0
    /// How many traces were decided because of a bound, before their local root ended.
    private(set) var early = 0

    init(_ settings: TailSampling) {
        self.settings = settings
        rest = TraceIDRatioSampler(ratio: settings.ratioOfRest)
        decided = RecentValues(capacity: max(settings.remembered, 1))
    }

    /// How many traces are undecided.
    var count: Int { undecided.count }

    /// When ``due(at:)`` has something to decide at the latest; nil for never. It may come to be earlier than it is needed.
    var nextDeadline: Duration? {
        switch (ages.first, lates.first) {
        case (let age?, let late?): min(age, late)
        case (let age, let late): age ?? late
        }
    }
}

// MARK: - Spans

extension TailSampler {
    /// - Parameters:
    ///   - isWanted: Whether the span satisfies a rule.
    ///   - now: The time that has passed since any fixed moment; it does not run backwards.
    mutating func ended(_ traceID: OTLP.TraceID, isWanted: Bool, at now: Duration) -> Fate {
        if let isKept = decided[traceID] {
            if isWanted, !isKept { decided[traceID] = true }
            return isKept || isWanted ? .keep : .drop
        }
        if undecided[traceID] == nil {
            undecided[traceID] = Trace()
            ages.append(traceID, now + settings.maximumAge)
        }
        if isWanted { undecided[traceID]?.isWanted = true }
        return .hold
    }

    /// - Parameter place: Of a span that was to be held.
    mutating func held(_ place: Place, of traceID: OTLP.TraceID, bytes: Int) {
        undecided[traceID]?.places.append(place)
        undecided[traceID]?.bytes += bytes
        self.bytes += bytes
    }

    /// The local root of a trace has ended.
    mutating func rootEnded(_ traceID: OTLP.TraceID, at now: Duration) {
        guard let trace = undecided[traceID], !trace.isWaitingForLate else { return }
        undecided[traceID]?.isWaitingForLate = true
        lates.append(traceID, now + settings.lateSpans)
    }
}

// MARK: - Decisions

extension TailSampler {
    /// The decisions that have come due, and those that a bound asks for.
    mutating func due(at now: Duration) -> [Decision] {
        var decisions: [Decision] = []
        while let traceID = lates.popFirst(until: now) { decide(traceID, early: false, into: &decisions) }
        while let traceID = ages.popFirst(until: now) { decide(traceID, early: true, into: &decisions) }
        while undecided.count > settings.maximumTraces || bytes > settings.maximumBytes, let traceID = ages.popFirst(until: nil) {
            decide(traceID, early: true, into: &decisions)
        }
        return decisions
    }

    /// Decides on all that is left, by what is known of it.
    mutating func finish() -> [Decision] {
        var decisions: [Decision] = []
        while let traceID = ages.popFirst(until: nil) { decide(traceID, early: true, into: &decisions) }
        return decisions
    }

    private mutating func decide(_ traceID: OTLP.TraceID, early isEarly: Bool, into decisions: inout [Decision]) {
        guard let trace = undecided.removeValue(forKey: traceID) else { return }
        bytes -= trace.bytes
        let isKept = trace.isWanted || rest.samples(traceID)
        decided[traceID] = isKept
        if isEarly, !trace.isWaitingForLate { early += 1 }
        decisions.append(Decision(traceID: traceID, isKept: isKept, places: trace.places))
    }
}

/// Traces with the time at which they are due, which grows from one to the next.
private struct Deadlines: Sendable {
    private var entries: [(traceID: OTLP.TraceID, time: Duration)] = []
    private var start = 0

    var first: Duration? { start < entries.count ? entries[start].time : nil }

    mutating func append(_ traceID: OTLP.TraceID, _ time: Duration) { entries.append((traceID, time)) }

    /// - Parameter now: Nil for any time.
    mutating func popFirst(until now: Duration?) -> OTLP.TraceID? {
        guard start < entries.count, now.map({ entries[start].time <= $0 }) ?? true else { return nil }
        defer {
            start += 1
            // Half of the array is what was taken out: moving the rest costs no more than that did.
            if start > 64, start * 2 > entries.count {
                entries.removeFirst(start)
                start = 0
            }
        }
        return entries[start].traceID
    }
}
