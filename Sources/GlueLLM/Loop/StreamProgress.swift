import GlueSemantics
import Synchronization

/// What has come of a streamed answer, also when it breaks off, and what time its reader took.
final class StreamProgress: Sendable {
    private struct State {
        var assembly = ResponseAssembly()
        var hasDelivered = false
        var firstChunk: Duration?
        var lastChunk = Duration.zero
        var reading = Duration.zero
        var readingSince: Duration?
    }

    private let state = Mutex(State())
    /// The time since the call began.
    private let elapsed: @Sendable () -> Duration
    private let began = Mutex(Duration.zero)

    init(_ clock: any Clock<Duration>) { elapsed = Stopwatch(clock).elapsed }

    /// Forgets what an attempt brought that failed before anything of it was passed on.
    func beginAttempt() {
        let now = elapsed()
        began.withLock { $0 = now }
        state.withLock { $0 = State(reading: $0.reading) }
    }

    /// Takes a piece in.
    ///
    /// - Returns: How long after the piece before it a piece of content came; nil for the first one, and for what is none.
    func add(_ event: ModelEvent) -> Duration? {
        let now = elapsed()
        return state.withLock { state in
            state.assembly.add(event)
            guard event.isContent else { return nil }
            defer { state.lastChunk = now }
            if state.firstChunk == nil {
                state.firstChunk = now
                return nil
            }
            return now - state.lastChunk
        }
    }

    /// Runs what the caller does with a piece; its time is not the provider's.
    func reading<Failure: Error>(_ body: () async throws(Failure) -> Void) async throws(Failure) {
        let start = elapsed()
        state.withLock {
            $0.hasDelivered = true
            $0.readingSince = start
        }
        defer {
            let end = elapsed()
            state.withLock {
                $0.reading += end - start
                $0.readingSince = nil
                // The next piece waited for its reader, not for the provider.
                $0.lastChunk = end
            }
        }
        try await body()
    }

    /// Whether the caller has seen anything of the answer: then it cannot be asked for again.
    var hasDelivered: Bool { state.withLock { $0.hasDelivered } }

    var response: ModelResponse { state.withLock { $0.assembly.response } }

    /// What came until it broke off; nil where nothing of the answer did.
    var partial: ModelResponse? { state.withLock { $0.assembly.hasContent ? $0.assembly.response : nil } }

    /// From the attempt's start to its first piece of content.
    var timeToFirstChunk: Duration? {
        let began = began.withLock { $0 }
        return state.withLock { $0.firstChunk.map { $0 - began } }
    }

    /// How long the reader has taken so far.
    var readingTime: Duration {
        let now = elapsed()
        return state.withLock { $0.reading + ($0.readingSince.map { now - $0 } ?? .zero) }
    }
}

extension ModelEvent {
    /// Whether it is a piece of the answer itself.
    var isContent: Bool {
        switch self {
        case .text(let text, _), .reasoning(let text, _): !text.isEmpty
        case .toolCall, .part: true
        case .started, .tokenProbabilities, .usage, .details, .finished: false
        }
    }
}
