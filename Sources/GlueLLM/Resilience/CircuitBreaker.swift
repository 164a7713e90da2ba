import Synchronization

/// Stops calls to a server that fails, for its sake and for the caller's, who gets the error at once.
///
/// ```swift
/// client.breaker = CircuitBreaker()
/// ```
/// Each server has a circuit of its own. It opens when too many of its calls fail, refuses all for a while, then lets a few
/// through on trial: if they come back, it closes. Clients that are given the same breaker share what they learn.
///
/// Source: M. Nygard, "Release It!", "Circuit Breaker".
public final class CircuitBreaker: Sendable {
    /// When a circuit opens and closes.
    public struct Policy: Sendable, Hashable {
        /// The part of the calls, from 0 to 1, that has to fail for a circuit to open.
        public var failureRatio: Double
        /// How many calls there have to be before the part that failed means something; at least 1.
        public var minimumCalls: Int
        /// How far back calls count.
        public var window: Duration
        /// How long a circuit stays open before it is tried.
        public var openTime: Duration
        /// How many calls are let through on trial, all of which have to succeed; at least 1.
        public var trialCalls: Int
        /// The failures that say something about the server. What the caller got wrong or cancelled does not.
        public var kinds: Set<LLMError.Kind>

        public init(
            failureRatio: Double = 0.5,
            minimumCalls: Int = 10,
            window: Duration = .seconds(60),
            openTime: Duration = .seconds(30),
            trialCalls: Int = 1,
            kinds: Set<LLMError.Kind> = [.connection, .timeout, .server]
        ) {
            self.failureRatio = min(max(failureRatio, 0), 1)
            self.minimumCalls = max(minimumCalls, 1)
            self.window = window
            self.openTime = openTime
            self.trialCalls = max(trialCalls, 1)
            self.kinds = kinds
        }
    }

    public enum Condition: String, Sendable, Hashable {
        /// Calls go through.
        case closed
        /// Calls are refused.
        case open
        /// A few calls go through on trial.
        case halfOpen = "half_open"
    }

    public let policy: Policy
    private let circuits = Mutex<[String: Circuit]>([:])
    private let elapsed: @Sendable () -> Duration

    public init(_ policy: Policy = Policy(), clock: any Clock<Duration> = ContinuousClock()) {
        self.policy = policy
        elapsed = Stopwatch(clock).elapsed
    }

    /// The condition of a server's circuit; one that is open and may be tried counts as open until somebody calls.
    public func condition(of endpoint: String) -> Condition { circuits.withLock { $0[endpoint]?.condition ?? .closed } }

    /// Makes a call unless the server's circuit is open.
    ///
    /// - Parameter endpoint: The server, such as `api.openai.com:443`.
    /// - Throws: What the call throws; ``LLMError/Kind/connection`` where it was not made, not worth a retry, with the time
    ///   until the next trial as `retryAfter`.
    public func run<Value: Sendable>(
        _ endpoint: String,
        _ call: () async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let pass = try admit(endpoint)
        do {
            let value = try await call()
            report(.success, pass, endpoint)
            return value
        } catch {
            report(policy.kinds.contains(error.kind) ? .failure : outcome(of: error), pass, endpoint)
            throw error
        }
    }

    /// Refuses a call that ``run(_:_:)`` would refuse now, before anything is waited for on its behalf. Changes nothing.
    func check(_ endpoint: String) throws(LLMError) {
        var circuit = circuits.withLock { $0[endpoint] } ?? Circuit()
        if case .refused(let left) = circuit.admit(policy, at: elapsed()) { throw refusal(endpoint, left, circuit.counted) }
    }

    /// A server that refuses a request for what is in it is alive; of a call that was cut short nothing is known.
    private func outcome(of error: LLMError) -> Circuit.Outcome {
        switch error.kind {
        case .tokenLimit, .rateLimit, .authentication, .invalidRequest, .contentFilter, .invalidResponse: .success
        default: .nothing
        }
    }

    private func admit(_ endpoint: String) throws(LLMError) -> Circuit.Pass {
        let (admission, counted) = circuits.withLock { circuits in
            let admission = circuits[endpoint, default: Circuit()].admit(policy, at: elapsed())
            return (admission, circuits[endpoint]?.counted ?? (failures: 0, calls: 0))
        }
        switch admission {
        case .passed(let pass): return pass
        case .refused(let left): throw refusal(endpoint, left, counted)
        }
    }

    private func refusal(_ endpoint: String, _ left: Duration, _ counted: (failures: Int, calls: Int)) -> LLMError {
        let next = left > .zero ? "it is tried again in \(left)" : "it is being tried"
        return LLMError(
            .connection,
            "\(endpoint) is not called, as \(counted.failures) of \(counted.calls) calls failed; \(next)",
            retryAfter: left > .zero ? left : nil,
            isRetryable: false
        )
    }

    private func report(_ outcome: Circuit.Outcome, _ pass: Circuit.Pass, _ endpoint: String) {
        circuits.withLock { $0[endpoint]?.report(outcome, of: pass, policy, at: elapsed()) }
    }
}
