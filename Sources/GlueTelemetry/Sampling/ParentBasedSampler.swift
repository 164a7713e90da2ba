/// Does what the parent did, so that a trace is sampled as a whole; a root is decided on by another sampler.
///
/// So is a child of a remote parent that left the decision open, which only the headers of B3 can say.
///
/// Source: OpenTelemetry trace SDK, "ParentBased".
public struct ParentBasedSampler: Sampler {
    public var root: any Sampler
    /// For a parent in another process that is sampled; and so on.
    public var remoteSampled: any Sampler
    public var remoteUnsampled: any Sampler
    public var localSampled: any Sampler
    public var localUnsampled: any Sampler

    public init(
        root: any Sampler = AlwaysOnSampler(),
        remoteSampled: any Sampler = AlwaysOnSampler(),
        remoteUnsampled: any Sampler = AlwaysOffSampler(),
        localSampled: any Sampler = AlwaysOnSampler(),
        localUnsampled: any Sampler = AlwaysOffSampler()
    ) {
        self.root = root
        self.remoteSampled = remoteSampled
        self.remoteUnsampled = remoteUnsampled
        self.localSampled = localSampled
        self.localUnsampled = localUnsampled
    }

    public func decide(_ request: SamplingRequest) -> SamplingDecision {
        guard let parent = request.parent, !parent.isSamplingDeferred else { return root.decide(request) }
        return switch (parent.isRemote, parent.isSampled) {
        case (true, true): remoteSampled.decide(request)
        case (true, false): remoteUnsampled.decide(request)
        case (false, true): localSampled.decide(request)
        case (false, false): localUnsampled.decide(request)
        }
    }
}
