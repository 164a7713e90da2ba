/// The decisions of a sampler that are the same for every span under a parent of one kind.
///
/// Only for roots and under spans of this process: what a remote parent's decision means, the context tells.
///
/// Most spans are decided on by their parent alone. A request, which only a sampler that looks into it needs, costs more
/// than all else that is done for a span that is not recorded.
struct SamplingShortcut: Sendable {
    private var root: SamplingDecision.Verdict?
    private var localSampled: SamplingDecision.Verdict?
    private var localUnsampled: SamplingDecision.Verdict?

    init(_ sampler: any Sampler) {
        if let sampler = sampler as? ParentBasedSampler {
            root = Self.constant(sampler.root)
            localSampled = Self.constant(sampler.localSampled)
            localUnsampled = Self.constant(sampler.localUnsampled)
        } else if let decision = Self.constant(sampler) {
            (root, localSampled, localUnsampled) = (decision, decision, decision)
        }
    }

    private static func constant(_ sampler: any Sampler) -> SamplingDecision.Verdict? {
        switch sampler {
        case is AlwaysOnSampler: .recordAndSample
        case is AlwaysOffSampler: .drop
        default: nil
        }
    }

    /// Nil where the sampler has to be asked.
    @inline(__always)
    func verdict(under parent: CurrentSpan?) -> SamplingDecision.Verdict? {
        guard let parent else { return root }
        guard !parent.context.isRemote else { return nil }
        return parent.context.isSampled ? localSampled : localUnsampled
    }
}
