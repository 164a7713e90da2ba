/// Why a span that ended did not reach a destination.
public enum DropReason: String, Sendable, Hashable, CaseIterable {
    /// The queue was at its bound.
    case queueFull = "queue_full"
    /// The destination took the request and rejected the span.
    case rejected
    /// The destination refused the request for good, such as with 400 or 401.
    case refused
    /// The span alone is larger than a request may be.
    case tooLarge = "too_large"
    /// The destination did not take it before the shutdown's deadline.
    case unsent
    /// The sampler decided against its trace after it had ended.
    case sampled
    /// Its bytes in the journal were damaged, or its process was killed while it was written.
    case damaged
    /// An earlier process dropped it, for a reason of its own ledger.
    case beforeRestart = "before_restart"
    /// It ended after the shutdown.
    case afterShutdown = "after_shutdown"
}

extension DropReason: CustomStringConvertible {
    public var description: String { rawValue }
}
