/// How fast recorded answers are given.
public enum ReplaySpeed: Sendable, Hashable {
    /// At once.
    case max
    /// As fast as it was recorded, times the factor: 1 is the recorded rhythm, 10 ten times as fast.
    case recorded(factor: Double)

    /// How long something takes that took so long when it was recorded.
    func scaled(_ duration: Duration) -> Duration {
        switch self {
        case .max: .zero
        case .recorded(let factor): factor > 0 ? duration / factor : duration
        }
    }
}
