import GlueSemantics
import ServiceContextModule

/// Decides like another sampler, but for spans that are to be recorded in any case: those of it that would be dropped are
/// recorded and not exported.
///
/// A ``TraceFileProcessor`` writes them to a file.
public struct RecordingSampler: Sampler {
    private let base: any Sampler

    public init(_ base: any Sampler) { self.base = base }

    public func decide(_ request: SamplingRequest) -> SamplingDecision {
        var decision = base.decide(request)
        if decision.verdict == .drop, request.context.isRecorded { decision.verdict = .recordOnly }
        return decision
    }
}
