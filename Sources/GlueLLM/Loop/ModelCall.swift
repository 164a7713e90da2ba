import GlueSemantics
import Logging
import Tracing

/// What a model call brought.
struct ModelAnswer: Sendable {
    var response: ModelResponse
    /// The first choice, the one that the conversation goes on with.
    var message: Message
    /// In US dollars; nil where the price or the count is not known.
    var cost: Double?
}

/// One logical model call: its span covers all attempts and the waits between them.
struct ModelCall: Sendable {
    let client: LLMClient
    let conversationID: String?
    let tracer: any Tracer
    let content: ContentWriter

    func run(_ request: ModelRequest) async throws(LLMError) -> ModelAnswer {
        var known: SpanAttributes = [:]
        known[GenAI.Attributes.operationName] = GenAI.Operations.chat
        known[GenAI.Attributes.providerName] = client.provider.name
        known[GenAI.Attributes.requestModel] = request.model
        known.set(client.provider.server)
        return try await Step.run(SpanNames.chat(request.model), ofKind: .client, tracer: tracer, known: known) { span throws(LLMError) in
            span.updateAttributes { attributes in
                attributes.set(request.parameters)
                attributes.set(details: client.provider.details(of: request))
                if let conversationID { attributes[GenAI.Attributes.conversationID] = conversationID }
            }
            content.input(request.messages, span)
            content.tools(request.tools, span)
            var response = try await attempts(request, span)
            guard !response.choices.isEmpty else {
                throw LLMError(.invalidResponse, "the answer holds no message", provider: client.provider.name, model: request.model)
            }
            response.choices = response.choices.map(\.finished)
            let cost = cost(of: response, for: request)
            span.updateAttributes { attributes in
                attributes.set(response)
                if let cost {
                    attributes[Glue.Attributes.costUSD] = cost
                    attributes[Glue.Attributes.costPricesDate] = client.prices.date
                }
            }
            content.output(response.choices, span)
            return ModelAnswer(response: response, message: response.choices[0], cost: cost)
        }
    }

    /// By the model that was billed, which is the one that answered.
    private func cost(of response: ModelResponse, for request: ModelRequest) -> Double? {
        guard let usage = response.usage else { return nil }
        let provider = client.provider.name
        return response.model.flatMap { client.prices.cost(of: usage, model: $0, provider: provider) }
            ?? client.prices.cost(of: usage, model: request.model, provider: provider)
    }

    private func attempts(_ request: ModelRequest, _ span: any Span) async throws(LLMError) -> ModelResponse {
        var situation: RetryPolicy.Situation?
        let stopwatch = Stopwatch(client.clock)
        var randomness = client.randomness
        for attempt in 1... {
            let request = situation?.request ?? request
            do {
                return try await once(request, Attempt(resendCount: attempt - 1, tracer: tracer))
            } catch {
                let delay = client.retry.backoff.delay(afterAttempt: attempt, retryAfter: error.retryAfter, using: &randomness)
                guard attempt < client.retry.attempts, client.retry.isWorthRepeating(error), error.kind != .cancelled,
                    client.retry.budget.map({ stopwatch.elapsed() + delay <= $0 }) ?? true
                else { throw error }
                var next = RetryPolicy.Situation(error: error, attempt: attempt, request: request)
                if let revise = client.retry.revise {
                    guard await revise(&next) else { throw error }
                }
                situation = next
                try await wait(delay, after: error, attempt: attempt, span)
            }
        }
        throw LLMError(.cancelled, "the call was cancelled")
    }

    private func once(_ request: ModelRequest, _ attempt: Attempt) async throws(LLMError) -> ModelResponse {
        do {
            return try await withTimeLimit(client.limits.attempt, clock: client.clock, expire: attempt.expire) {
                [provider = client.provider] in
                try await provider.respond(to: request, attempt: attempt)
            }
        } catch {
            throw LLMError(error, provider: client.provider.name, model: request.model, limit: client.limits.attempt)
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

extension Message {
    /// An answer that arrived whole has a reason to have ended, also where the provider does not tell it.
    fileprivate var finished: Message {
        var message = self
        if message.finishReason == nil { message.finishReason = toolCalls.isEmpty ? .stop : .toolCall }
        return message
    }
}

extension LLMError {
    /// Whatever an attempt threw, as an error of the engine.
    init(_ error: any Error, provider: String, model: String, limit: Duration) {
        switch error {
        case var error as LLMError:
            // A provider that was cancelled reports what it saw of it, such as a closed connection.
            if Task.isCancelled { error = LLMError(.cancelled, "the call was cancelled", status: error.status) }
            error.provider = error.provider ?? provider
            error.model = error.model ?? model
            self = error
        case is TimeLimitExceeded:
            self.init(
                .timeout,
                "no whole answer came within \(limit); raise limits.attempt if it may take longer",
                provider: provider,
                model: model
            )
        case is CancellationError:
            self.init(.cancelled, "the call was cancelled", provider: provider, model: model)
        default:
            self.init(classifying: "\(error)", type: "\(type(of: error))", provider: provider, model: model)
        }
    }
}
