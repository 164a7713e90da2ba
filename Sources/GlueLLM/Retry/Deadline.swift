/// When something has to be over, counted from when this was made.
struct Deadline: Sendable {
    /// Nil for never: then no clock is read.
    private let limit: (duration: Duration, elapsed: @Sendable () -> Duration)?

    /// - Parameter limit: Nil for never.
    init(_ limit: Duration?, _ clock: any Clock<Duration>) {
        self.limit = limit.map { ($0, Stopwatch(clock).elapsed) }
    }

    /// What is left; nil where there is no limit. Never negative.
    var remaining: Duration? { limit.map { max($0.duration - $0.elapsed(), .zero) } }

    /// The shorter of a limit of its own and what is left.
    func bounding(_ own: Duration?) -> Duration? {
        guard let remaining else { return own }
        return own.map { min($0, remaining) } ?? remaining
    }
}
