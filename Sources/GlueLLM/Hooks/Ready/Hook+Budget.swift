import GlueJSON
import ServiceContextModule

extension Hook {
    /// Fails once what runs has taken more money or time than it may: an early end between two steps, beside ``Budget``, which
    /// refuses calls before they are made.
    ///
    /// Both are counted within the step or run around the hook; the time since the hook first ran.
    ///
    /// - Parameters:
    ///   - cost: In US dollars; nil for no bound.
    ///   - latency: Nil for no bound.
    public static func budget(
        cost: Double? = nil,
        latency: Duration? = nil,
        at stages: Set<HookStage> = [.preIteration, .preExecutor],
        clock: any Clock<Duration> = ContinuousClock(),
        name: String = "budget"
    ) -> Hook {
        let elapsed = Once<@Sendable () -> Duration>()
        return Hook(name, at: stages, onFailure: .abort) { _ in
            let took = elapsed.get { Stopwatch(clock).elapsed }()
            if let latency, took > latency { throw LLMError(.budget, "hook \(name): \(took) are over, and \(latency) are allowed") }
            let spent = ServiceContext.current?.meters.first?.cost?.dollars ?? 0
            if let cost, spent > cost { throw LLMError(.budget, "hook \(name): $\(spent) are spent, and $\(cost) are allowed") }
        }
    }
}
