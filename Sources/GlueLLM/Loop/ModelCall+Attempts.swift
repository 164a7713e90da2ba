import GlueSemantics
import Tracing

extension ModelCall {
    /// Asks the provider, as often as the policy wants.
    func attempts(
        _ request: ModelRequest,
        _ span: any Span,
        _ progress: StreamProgress?,
        _ receive: EventReceiver?
    ) async throws(LLMError) -> ModelResponse {
        let loop = AttemptLoop(
            shared: shared,
            tracer: tracer,
            span: span,
            deadline: deadline,
            metrics: metrics.attempts(of: GenAI.Operations.chat, request.model)
        )
        var request = request
        return try await loop.run(
            // What the caller has seen cannot be taken back.
            mayRepeat: { progress?.hasDelivered != true },
            revise: { error, attempt in
                guard let revise = client.retry.revise else { return true }
                var situation = RetryPolicy.Situation(error: error, attempt: attempt, request: request)
                defer { request = situation.request }
                return await revise(&situation)
            }
        ) { attempt throws(LLMError) in
            let plan = AttemptPlan<ModelResponse>(
                model: request.model,
                tokens: { [request] in request.estimatedUsage.totalTokens },
                billed: { $0.usage?.totalTokens },
                // The first piece of a stream tells that it is under way.
                isHedgeable: progress == nil,
                // What a reader takes does not count, which only the engine knows.
                keepsTimeLimit: progress == nil && client.provider.keepsTimeLimit,
                mayRepeat: { progress?.hasDelivered != true },
                excluded: { progress?.readingTime ?? .zero }
            ) { [request, provider = client.provider, metrics] attempt in
                guard let progress, let receive else { return try await provider.respond(to: request, attempt: attempt) }
                progress.beginAttempt()
                try await provider.stream(request, attempt: attempt) { event throws(LLMError) in
                    if let wait = progress.add(event) { metrics.outputChunk(request, took: wait) }
                    guard event.isContent else { return }
                    try await progress.reading { () throws(LLMError) in try await receive(event) }
                }
                return progress.response
            }
            return try await loop.make(attempt, plan)
        }
    }
}
