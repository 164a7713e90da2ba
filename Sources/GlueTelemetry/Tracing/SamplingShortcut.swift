/// The decisions of a sampler that are the same for every span under a parent of one kind.
///
/// Most spans are decided on by their parent alone. A request, which only a sampler that looks into it needs, costs more
/// than all else that is done for a span that is not recorded.
struct SamplingShortcut: Sendable {
    private var root: SamplingDecision?
    private var remoteSampled: SamplingDecision?
    private var remoteUnsampled: SamplingDecision?
    private var localSampled: SamplingDecision?
    private var localUnsampled: SamplingDecision?

    init(_ sampler: any Sampler) {
        if let sampler = sampler as? ParentBasedSampler {
            root = Self.constant(sampler.root)
            remoteSampled = Self.constant(sampler.remoteSampled)
            remoteUnsampled = Self.constant(sampler.remoteUnsampled)
            localSampled = Self.constant(sampler.localSampled)
            localUnsampled = Self.constant(sampler.localUnsampled)
        } else if let decision = Self.constant(sampler) {
            (root, remoteSampled, remoteUnsampled, localSampled, localUnsampled) = (decision, decision, decision, decision, decision)
        }
    }

    private static func constant(_ sampler: any Sampler) -> SamplingDecision? {
        switch sampler {
        case is AlwaysOnSampler: SamplingDecision(.recordAndSample)
        case is AlwaysOffSampler: SamplingDecision(.drop)
        default: nil
        }
    }

    /// Nil where the sampler has to be asked.
    func decision(under parent: SpanContext?) -> SamplingDecision? {
        guard let parent else { return root }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteSampled
        case (true, false): remoteUnsampled
        case (false, true): localSampled
        case (false, false): localUnsampled
        }
    }
}
