import GlueLLM

/// Waits until it is time for the next piece of an answer, counted from when this was made: being late once is made up for.
struct Pace {
    private let speed: ReplaySpeed
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration

    init(_ speed: ReplaySpeed, _ clock: any Clock<Duration>) {
        self.speed = speed
        self.clock = clock
        elapsed = Stopwatch(clock).elapsed
    }

    /// - Parameter time: When the piece came when it was recorded.
    mutating func reach(_ time: Duration) async throws(LLMError) {
        guard speed != .max else { return }
        let rest = speed.scaled(time) - elapsed()
        guard rest > .zero else { return }
        do {
            try await clock.sleep(for: rest, tolerance: .zero)
        } catch {
            throw LLMError(.cancelled, "the call was cancelled")
        }
    }
}
