import GlueOTLP

/// Samples a part of all traces, told by the trace id alone: every service that uses it with the same ratio decides alike,
/// and a smaller ratio samples a part of what a greater one does.
///
/// A trace is sampled where the last eight bytes of its id, read as one big-endian number, are below ratio × 2⁶⁴, which is
/// what the SDKs of other languages do.
///
/// Source: OpenTelemetry trace SDK, "TraceIdRatioBased".
public struct TraceIDRatioSampler: Sampler, Hashable {
    /// From 0, no trace, to 1, all.
    public let ratio: Double
    /// Nil where all are sampled.
    private let bound: UInt64?

    /// - Parameter ratio: What lies beyond 0 and 1 counts as the nearer of the two; what is no number counts as 1.
    public init(ratio: Double) {
        self.ratio = ratio.isNaN ? 1 : min(max(ratio, 0), 1)
        bound = self.ratio < 1 ? UInt64(exactly: (self.ratio * 0x1p64).rounded()) : nil
    }

    public func decide(_ request: SamplingRequest) -> SamplingDecision {
        SamplingDecision(samples(request.traceID) ? .recordAndSample : .drop)
    }

    func samples(_ traceID: OTLP.TraceID) -> Bool { bound.map { traceID.low < $0 } ?? true }
}
