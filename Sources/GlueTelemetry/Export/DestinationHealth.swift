/// What a look at a destination tells, without sending telemetry.
public enum DestinationHealth: Sendable, Hashable {
    /// It cannot be told without sending.
    case unknown
    /// It answers.
    case reachable(String)
    /// It answers that we may not: credentials are missing or wrong.
    case refusing(String)
    /// Nothing answers, or not safely.
    case unreachable(String)
}
