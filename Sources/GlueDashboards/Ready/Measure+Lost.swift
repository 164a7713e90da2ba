import GlueSemantics

extension Measure {
    /// Of what the ledger tells, what nobody wanted to lose: a sampler's decision is none of it.
    var lost: Measure { failed.where(.unequal(.errorType, SDKMetrics.sampled)) }
}
