/// What became of a batch at a destination.
public enum ExportOutcome: Sendable, Hashable {
    /// The destination took the batch.
    ///
    /// - Parameters:
    ///   - rejected: How many of its spans the destination rejected for good.
    ///   - message: What it said about them.
    case delivered(rejected: Int = 0, message: String? = nil)
    /// The destination will never take the batch: it is dropped.
    case refused(reason: String)
    /// The destination calls the data bad: its halves are sent until the bad record is alone, and that is dropped.
    ///
    /// Where nothing but refusals comes back, it is not the data: the batch is then dropped as ``refused(reason:)``.
    case invalid(reason: String)
    /// The batch is larger than the destination may be sent: its halves are sent, and a span that is too large alone is dropped.
    case tooLarge
    /// The destination could not be reached or is overloaded: the batch stays queued and is sent again later.
    ///
    /// - Parameter retryAfter: How long the destination asked to be left alone.
    case unavailable(reason: String, retryAfter: Duration? = nil)
}
