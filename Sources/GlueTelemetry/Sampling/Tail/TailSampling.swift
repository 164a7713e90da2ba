/// Keeps or drops traces once they are over, when it is known how they went.
///
/// The spans of a trace are held back until its local root ends: the span that has no parent in this process. If any of
/// them satisfies a rule, or the trace is of the part that is kept anyway, all are exported, else all are dropped as
/// `dropped{sampled}`. Until then they count as queued. A span that comes later goes the way of its trace; one that satisfies
/// a rule is kept all the same, with what follows.
///
/// Each process decides for its own part of a trace. The ratio goes by the trace id, so that all decide alike by it; what a
/// rule says of an error elsewhere is not known here.
///
/// What is held is bounded. At a bound the trace that has waited longest is decided at once, by what is known of it.
public struct TailSampling: Sendable {
    /// A trace is kept if any of its spans satisfies any of these.
    public var keep: [KeepRule]
    /// The part of all other traces that is kept, from 0 to 1; told by the trace id as ``TraceIDRatioSampler`` does.
    public var ratioOfRest: Double
    /// How long spans that outlive the local root are waited for, such as those of detached tasks.
    public var lateSpans: Duration
    /// How long a trace may be undecided.
    public var maximumAge: Duration
    /// How many may be undecided at once.
    public var maximumTraces: Int
    /// How much all that is held may take, in bytes.
    public var maximumBytes: Int
    /// Of how many traces the decision is remembered for late spans: the latest that were asked for. At 40 bytes each.
    public var remembered: Int

    public init(
        keep: [KeepRule],
        ratioOfRest: Double = 0,
        lateSpans: Duration = .zero,
        maximumAge: Duration = .seconds(120),
        maximumTraces: Int = 10_000,
        maximumBytes: Int = 16 << 20,
        remembered: Int = 50_000
    ) {
        self.keep = keep
        self.ratioOfRest = ratioOfRest
        self.lateSpans = lateSpans
        self.maximumAge = maximumAge
        self.maximumTraces = maximumTraces
        self.maximumBytes = maximumBytes
        self.remembered = remembered
    }
}
