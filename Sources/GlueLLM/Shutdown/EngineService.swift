public import Logging
public import ServiceLifecycle

/// Ends the engine in good order when the program is told to end.
///
/// ```swift
/// let engine = EngineService(calls: calls, steps: [ShutdownStep("audit") { try await audit.close() }, .closing(http)])
/// let group = ServiceGroup(
///     services: [telemetry, server, engine],
///     gracefulShutdownSignals: [.sigterm, .sigint],
///     logger: logger
/// )
/// try await group.run()
/// ```
/// New calls are refused, calls in flight finish within the deadline, the rest is cancelled; then the steps run one after the
/// other: callbacks first, then open runs, then telemetry where it is no service of its own, connections last. Put the service
/// last in the group: services shut down in reverse, so that calls are refused at once, and telemetry, which comes first,
/// exports the spans of them all.
///
/// A step that fails or takes too long is logged and holds up nothing. Where the service is cancelled and not shut down
/// gracefully, calls are cancelled at once and the steps still run.
public struct EngineService: Service {
    public var calls: CallRegistry
    /// How long calls in flight may take.
    public var deadline: Duration
    public var steps: [ShutdownStep]
    public var logger: Logger
    public var clock: any Clock<Duration>

    public init(
        calls: CallRegistry,
        deadline: Duration = .seconds(30),
        steps: [ShutdownStep] = [],
        logger: Logger = Logger(label: "gluellm"),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.calls = calls
        self.deadline = deadline
        self.steps = steps
        self.logger = logger
        self.clock = clock
    }

    public func run() async throws {
        // It throws where it was cancelled; what is to be done is the same.
        try? await gracefulShutdown()
        let deadline = Task.isCancelled ? .zero : deadline
        // A task of its own, since one that is cancelled could not wait for anything.
        await Task { await end(within: deadline) }.value
    }

    private func end(within deadline: Duration) async {
        let outcome = await calls.shutdown(within: deadline, clock: clock)
        logger.info(
            "The engine takes no more calls",
            metadata: ["finished": "\(outcome.finished)", "cancelled": "\(outcome.cancelled)"]
        )
        for step in steps {
            do {
                try await withTimeLimit(step.limit, clock: clock) { try await step.body() }
            } catch {
                let reason = error is TimeLimitExceeded ? "it took longer than \(step.limit)" : "\(error)"
                logger.error("A step of the shutdown failed", metadata: ["step": "\(step.name)", "reason": "\(reason)"])
            }
        }
    }
}
