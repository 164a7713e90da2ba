import GlueJournal
import GlueOTLP
import Synchronization

/// Stands between the spans that end and their queue, and holds them back until their trace is decided on.
final class TailGate: Sendable {
    private let rules: [KeepRule]
    private let period: Duration
    private let journal: Journal
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let wake: @Sendable () -> Void
    private let sampler: Mutex<TailSampler<HeldRecord>>

    init(_ settings: TailSampling, journal: Journal, clock: any Clock<Duration>, wake: @escaping @Sendable () -> Void) {
        rules = settings.keep
        // Often enough for late spans to be waited for hardly longer than was asked.
        period = settings.lateSpans > .zero ? min(max(settings.lateSpans / 4, .milliseconds(10)), .seconds(1)) : .seconds(1)
        self.journal = journal
        self.clock = clock
        self.wake = wake
        elapsed = Self.elapsed(by: clock)
        sampler = Mutex(TailSampler(settings))
    }

    private static func elapsed<Time: Clock<Duration>>(by clock: Time) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// How many traces were decided because of a bound, before their local root ended.
    var early: Int { sampler.withLock { $0.early } }

    /// Takes a span that has ended.
    ///
    /// - Parameter fill: Writes the record.
    /// - Returns: Whether it is time to export.
    func take(_ span: FinishedSpan, _ header: RecordHeader, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool {
        let isWanted = rules.contains { $0.holds(span) }
        let traceID = span.context.traceID
        let now = elapsed()
        let (isKept, decisions) = sampler.withLock { sampler in
            var isKept = false
            switch sampler.ended(traceID, isWanted: isWanted, at: now) {
            case .keep: isKept = true
            case .drop: isKept = !drop(header, fill)
            case .hold:
                // Under the lock: another span may be what decides on the trace.
                if let record = journal.hold(header, kind: .pending, fill) {
                    sampler.held(record, of: traceID, bytes: header.length)
                } else {
                    isKept = true
                }
            }
            if span.isLocalRoot { sampler.rootEnded(traceID, at: now) }
            return (isKept, sampler.due(at: now))
        }
        let isTime = carryOut(decisions)
        return isKept ? journal.append(header, fill) || isTime : isTime
    }

    /// Decides on what has come due.
    func decide() {
        let now = elapsed()
        if carryOut(sampler.withLock { $0.due(at: now) }) { wake() }
    }

    /// Decides on all that is left.
    func finish() { _ = carryOut(sampler.withLock { $0.finish() }) }

    /// Decides on what comes due until the task is cancelled.
    func run() async {
        while (try? await clock.sleep(for: period)) != nil { decide() }
    }

    /// Where there is no room to count it as what it is, it is sent: rather too much than too little.
    private func drop(_ header: RecordHeader, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Bool {
        guard let record = journal.hold(header, kind: .pending, fill) else { return false }
        journal.discard([record], .sampled)
        return true
    }

    private func carryOut(_ decisions: [TailSampler<HeldRecord>.Decision]) -> Bool {
        var isTime = false
        for decision in decisions {
            if decision.isKept {
                isTime = journal.release(decision.places) || isTime
            } else {
                journal.discard(decision.places, .sampled)
            }
        }
        return isTime
    }
}
