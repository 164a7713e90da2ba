public import GlueRedaction
import Synchronization
public import Tracing

/// One of the attempts that a model call takes.
public struct Attempt: Sendable {
    /// How often the request was sent before; zero for the first attempt.
    public var resendCount: Int
    /// Where the attempt's own span goes.
    public var tracer: any Tracer
    /// How long the provider may be silent within an answer; nil for no limit. Keep-alives count as a sign of life.
    public var silence: Duration?
    /// How long the attempt may take where the provider sees to that itself, see ``ModelProvider/keepsTimeLimit``; nil where
    /// the engine does.
    public internal(set) var limit: Duration?
    /// What ``silence`` and ``limit`` are measured with.
    public var clock: any Clock<Duration>
    /// A key that takes the place of the provider's own for this attempt, such as one of a pool; nil for none.
    public var key: APIKey?
    /// What of the answer's bytes is kept in the attempt's span.
    public var recording: ResponseRecording
    /// What must not be kept of them.
    public var redactor: Redactor
    private let expiry = Expiry()

    public init(
        resendCount: Int = 0,
        tracer: any Tracer,
        silence: Duration? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        key: APIKey? = nil,
        recording: ResponseRecording = .none,
        redactor: Redactor = .secrets
    ) {
        self.resendCount = resendCount
        self.tracer = tracer
        self.silence = silence
        self.clock = clock
        self.key = key
        self.recording = recording
        self.redactor = redactor
    }

    /// Whether the attempt was cancelled because it took longer than it may, and not by the caller.
    public var hasTimedOut: Bool { expiry.isOver.load(ordering: .acquiring) }

    func expire() { expiry.isOver.store(true, ordering: .releasing) }

    private final class Expiry: Sendable {
        let isOver = Atomic(false)
    }
}
