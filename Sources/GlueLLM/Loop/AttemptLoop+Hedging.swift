import GlueSemantics
import Tracing

extension AttemptLoop {
    private enum Event<Value: Sendable>: Sendable {
        case ended(Result<Value, LLMError>)
        /// The attempts so far have taken long enough for another one.
        case due
        case stopped
    }

    /// Makes attempts side by side, each some time after the one before, until the first answers; the others are cancelled,
    /// and have ended when this returns.
    func hedged<Value: Sendable>(
        _ hedging: Hedging,
        _ attempt: @escaping @Sendable () async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let clock = client.clock
        let result = await withTaskGroup(of: Event<Value>.self) { group -> Result<Value, LLMError> in
            func start() {
                group.addTask {
                    do throws(LLMError) {
                        return .ended(.success(try await attempt()))
                    } catch {
                        return .ended(.failure(error))
                    }
                }
            }
            func startTimer() {
                group.addTask { (try? await clock.sleep(for: hedging.delay)) == nil ? .stopped : .due }
            }
            defer { group.cancelAll() }
            start()
            startTimer()
            var running = 1
            var extra = 0
            while let event = await group.next() {
                switch event {
                case .ended(.success(let value)): return .success(value)
                case .ended(.failure(let error)):
                    running -= 1
                    // Another attempt would fail in the same way.
                    if running == 0 || !error.isRetryable { return .failure(error) }
                case .due:
                    extra += 1
                    running += 1
                    tell(
                        Glue.Events.hedge,
                        [Glue.Attributes.attempt: .int64(Int64(extra + 1)), Glue.Attributes.delay: .double(hedging.delay.seconds)]
                    )
                    start()
                    if extra < hedging.extraAttempts { startTimer() }
                case .stopped: break
                }
            }
            return .failure(LLMError(.cancelled, "the call was cancelled"))
        }
        return try result.get()
    }
}
