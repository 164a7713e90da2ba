import GlueSemantics
import Logging
import Tracing

extension ModelCall {
    /// Makes the attempts of a call, as many as its policy wants.
    func attempts(
        _ request: ModelRequest,
        _ span: any Span,
        _ progress: StreamProgress?,
        _ receive: EventReceiver?
    ) async throws(LLMError) -> ModelResponse {
        var request = request
        let budget = Deadline(client.retry.budget, client.clock)
        var randomness = client.randomness
        for number in 1... {
            let attempt = Attempt(
                resendCount: number - 1,
                tracer: tracer,
                silence: client.limits.silence,
                clock: client.clock
            )
            do {
                return try await once(request, attempt, progress, receive)
            } catch {
                let delay = client.retry.backoff.delay(afterAttempt: number, retryAfter: error.retryAfter, using: &randomness)
                guard number < client.retry.attempts, client.retry.isWorthRepeating(error), error.kind != .cancelled,
                    // What the caller has seen cannot be taken back.
                    progress?.hasDelivered != true,
                    budget.remaining.map({ delay <= $0 }) ?? true, deadline.remaining.map({ delay < $0 }) ?? true
                else { throw error }
                var situation = RetryPolicy.Situation(error: error, attempt: number, request: request)
                if let revise = client.retry.revise {
                    guard await revise(&situation) else { throw error }
                }
                request = situation.request
                try await wait(delay, after: error, attempt: number, span)
            }
        }
        throw LLMError(.cancelled, "the call was cancelled")
    }

    private func once(
        _ request: ModelRequest,
        _ attempt: Attempt,
        _ progress: StreamProgress?,
        _ receive: EventReceiver?
    ) async throws(LLMError) -> ModelResponse {
        let limit = deadline.bounding(client.limits.attempt) ?? client.limits.attempt
        do {
            return try await withTimeLimit(
                limit,
                clock: client.clock,
                excluding: { progress?.readingTime ?? .zero },
                expire: attempt.expire
            ) { [provider = client.provider, metrics] in
                guard let progress, let receive else { return try await provider.respond(to: request, attempt: attempt) }
                progress.beginAttempt()
                try await provider.stream(request, attempt: attempt) { event throws(LLMError) in
                    if let wait = progress.add(event) { metrics.outputChunk(request, took: wait) }
                    try await progress.reading { () throws(LLMError) in try await receive(event) }
                }
                return progress.response
            }
        } catch {
            throw LLMError(error, provider: client.provider.name, model: request.model, limit: limit)
        }
    }

    private func wait(_ delay: Duration, after error: LLMError, attempt: Int, _ span: any Span) async throws(LLMError) {
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
