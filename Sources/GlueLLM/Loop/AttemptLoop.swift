import GlueJSON
import GlueSemantics
import Logging
import Tracing

/// Makes the attempts of one call to a provider, as many as the client's policy wants, with the waits between them.
struct AttemptLoop: Sendable {
    let shared: SharedClient
    let tracer: any Tracer
    /// The call's span, which covers all attempts and tells of the waits.
    let span: any Span
    /// When the completion that the call is a part of has to be over.
    let deadline: Deadline
    let metrics: AttemptMetrics
    let sends = SendCount()

    var client: LLMClient { _read { yield shared.value } }

    /// - Parameters:
    ///   - mayRepeat: Whether a failed attempt may be made again for all that the caller has seen.
    ///   - revise: Has the last word on whether an error is worth another attempt, and may change what is sent.
    ///   - once: Makes one attempt.
    func run<Value: Sendable>(
        mayRepeat: () -> Bool = { true },
        revise: (LLMError, _ attempt: Int) async -> Bool = { _, _ in true },
        _ once: (Attempt) async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let budget = Deadline(client.retry.budget, client.clock)
        var randomness = client.randomness
        for number in 1... {
            let attempt = attempt(number - 1)
            do throws(LLMError) {
                return try await once(attempt)
            } catch {
                let delay = client.retry.backoff.delay(afterAttempt: number, retryAfter: error.retryAfter, using: &randomness)
                guard number < client.retry.attempts, client.retry.isWorthRepeating(error), error.kind != .cancelled, mayRepeat(),
                    budget.remaining.map({ delay <= $0 }) ?? true, deadline.remaining.map({ delay < $0 }) ?? true,
                    await revise(error, number)
                else { throw error }
                try await hooked(error, delay, number)
                try await wait(delay, after: error, attempt: number)
            }
        }
        throw LLMError(.cancelled, "the call was cancelled")
    }

    func attempt(_ resendCount: Int) -> Attempt {
        Attempt(
            resendCount: resendCount,
            tracer: tracer,
            silence: client.limits.silence,
            clock: client.clock,
            recording: client.recording,
            redactor: client.redactor
        )
    }

    /// Makes an attempt within its time.
    func limited<Value: Sendable>(_ attempt: Attempt, _ plan: AttemptPlan<Value>) async throws(LLMError) -> Value {
        let limit = deadline.bounding(client.limits.attempt) ?? client.limits.attempt
        var attempt = attempt
        if plan.keepsTimeLimit { attempt.limit = limit }
        do {
            if plan.keepsTimeLimit { return try await plan.operation(attempt) }
            return try await withTimeLimit(limit, clock: client.clock, excluding: plan.excluded, expire: attempt.expire) { [attempt] in
                try await plan.operation(attempt)
            }
        } catch {
            let cause = plan.keepsTimeLimit && attempt.hasTimedOut ? TimeLimitExceeded() : error
            throw LLMError(cause, provider: client.provider.name, model: plan.model, limit: limit)
        }
    }

    private func hooked(_ error: LLMError, _ delay: Duration, _ attempt: Int) async throws(LLMError) {
        guard !client.hooks.isEmpty else { return }
        _ = try await HookRunner(client).run(
            .onRetry,
            error.message,
            metadata: [
                "attempt": .integer(Int64(attempt)), "max_attempts": .integer(Int64(client.retry.attempts)),
                "wait_seconds": .number(delay.seconds), "exception_type": .string(error.kind.rawValue),
            ]
        )
    }

    private func wait(_ delay: Duration, after error: LLMError, attempt: Int) async throws(LLMError) {
        span.addEvent(
            SpanEvent(
                name: Glue.Events.retry,
                attributes: [
                    Glue.Attributes.attempt: .int64(Int64(attempt)),
                    Glue.Attributes.delay: .double(delay.seconds),
                    Glue.Attributes.cause: .string(error.kind.rawValue),
                ]
            )
        )
        span.attributes[Glue.Attributes.attempts] = attempt + 1
        metrics.retry(after: error, delay)
        client.logger.notice(
            "A model call failed and is made again",
            metadata: ["attempt": "\(attempt)", "delay": "\(delay)", "cause": "\(error.kind.rawValue)"]
        )
        do {
            try await client.clock.sleep(for: delay)
        } catch {
            throw LLMError(.cancelled, "the call was cancelled", provider: client.provider.name, model: client.model)
        }
    }
}
