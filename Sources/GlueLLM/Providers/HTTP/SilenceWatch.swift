import Synchronization

/// Watches how long a reader has been waiting for a server.
///
/// What the reader itself takes between two pieces does not count: then it is the server that waits.
final class SilenceWatch: Sendable {
    private let limit: Duration
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let waitingSince = Mutex<Duration?>(nil)

    init(_ limit: Duration, _ clock: any Clock<Duration>) {
        self.limit = limit
        self.clock = clock
        elapsed = Stopwatch(clock).elapsed
    }

    func beginWaiting() {
        let now = elapsed()
        waitingSince.withLock { $0 = now }
    }

    func endWaiting() { waitingSince.withLock { $0 = nil } }

    /// Returns when the reader has waited for longer than it may.
    ///
    /// - Throws: `CancellationError` where it was cancelled before.
    func run() async throws {
        var left = limit
        while true {
            try await clock.sleep(for: left)
            let since = waitingSince.withLock(\.self)
            let silence = since.map { elapsed() - $0 } ?? .zero
            if silence >= limit { return }
            left = limit - silence
        }
    }
}
