import GlueJSON
import GlueSemantics
import Tracing

/// The work on one item, as a span of its own.
struct BatchItemCall: Sendable {
    let client: LLMClient
    let options: BatchOptions
    let tracer: any Tracer
    let keeper: (any BatchKeeper)?
    /// Looks at an answer within the item's span.
    let onAnswer: BatchRun.AnswerObserver?

    func run(_ placed: PlacedItem) async -> BatchResult {
        let elapsed = Stopwatch(client.clock).elapsed
        let meter = RequestMeter(client.prices) { [keeper] estimate throws(LLMError) in
            try await keeper?.willSend(placed, estimate: estimate)
        }
        var attempts = 0
        let outcome: Result<Completion, LLMError>
        do throws(LLMError) {
            outcome = .success(try await traced(placed, meter, &attempts))
        } catch {
            outcome = .failure(error)
        }
        let reading = meter.reading
        return BatchResult(
            id: placed.id,
            index: placed.index,
            outcome: outcome,
            attempts: attempts,
            requests: reading.requests,
            usage: reading.usage,
            costs: reading.costs,
            elapsed: elapsed(),
            metadata: placed.item.metadata
        )
    }

    private func traced(_ placed: PlacedItem, _ meter: RequestMeter, _ attempts: inout Int) async throws(LLMError) -> Completion {
        var known = AttributeList()
        known[Glue.Attributes.batchItemID] = placed.id
        known[Glue.Attributes.batchItemIndex] = placed.index
        return try await Step.run(SpanNames.batchItem, ofKind: .internal, tracer: tracer, known: known) { span throws(LLMError) in
            var outcome = "failed"
            defer {
                let reading = meter.reading
                span.change { attributes in
                    attributes[Glue.Attributes.batchItemOutcome] = outcome
                    attributes[Glue.Attributes.batchRequests] = reading.requests
                    attributes.set(reading.costs.total)
                }
            }
            do throws(LLMError) {
                let completion = try await repeated(placed, meter, &attempts, span)
                outcome = "succeeded"
                await onAnswer?(placed, completion, span)
                return completion
            } catch {
                if error.kind == .cancelled { outcome = "cancelled" }
                throw error
            }
        }
    }

    private func repeated(
        _ placed: PlacedItem,
        _ meter: RequestMeter,
        _ attempts: inout Int,
        _ span: any Span
    ) async throws(LLMError) -> Completion {
        let client = try placed.item.client(client, limit: options.limit).metered(meter)
        let hooks = HookRunner(client)
        let metadata: JSONObject = ["id": .string(placed.id), "index": JSONValue(placed.index)]
        var item = placed.item
        if hooks.has(.preBatchItem) { item.prompt = try await hooks.run(.preBatchItem, item.prompt, metadata: metadata) }
        var randomness = client.randomness
        while true {
            attempts += 1
            span.attributes[Glue.Attributes.attempt] = attempts
            do throws(LLMError) {
                var completion = try await item.complete(with: client)
                if hooks.has(.postBatchItem) {
                    let text = try await hooks.run(.postBatchItem, completion.text, metadata: metadata)
                    if text != completion.text { completion.message.parts = [.text(text)] }
                }
                return completion
            } catch {
                guard attempts < options.attempts, client.retry.isWorthRepeating(error), error.kind != .cancelled else { throw error }
                let delay = client.retry.backoff.delay(afterAttempt: attempts, retryAfter: error.retryAfter, using: &randomness)
                span.addEvent(
                    SpanEvent(
                        name: Glue.Events.retry,
                        attributes: [
                            Glue.Attributes.attempt: .int64(Int64(attempts)), Glue.Attributes.delay: .double(delay.seconds),
                            Glue.Attributes.cause: .string(error.kind.rawValue),
                        ]
                    )
                )
                CallMetrics(client).attempts(of: GenAI.Operations.chat, client.model).retry(after: error, delay)
                guard (try? await client.clock.sleep(for: delay)) != nil else {
                    throw LLMError(.cancelled, "the call was cancelled", provider: client.provider.name, model: client.model)
                }
            }
        }
    }
}

extension BatchItem {
    /// The text of the last message. Setting another one leaves what the message has beside text.
    fileprivate var prompt: String {
        get { messages.last?.text ?? "" }
        set {
            guard newValue != prompt, let last = messages.indices.last else { return }
            let others = messages[last].parts.filter { if case .text = $0 { false } else { true } }
            messages[last].parts = [.text(newValue)] + others
        }
    }

    /// The client as the item wants it.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where the item's model is another provider's.
    func client(_ client: LLMClient, limit: Duration?) throws(LLMError) -> LLMClient {
        var own = client
        if let model {
            let prefix = client.provider.name + ":"
            own.model = model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model
            if own.model == model, let name = model.split(separator: ":").first, name.count < model.count,
                ProviderPreset.all.contains(where: { $0.name == name })
            {
                throw LLMError(.configuration, "the item asks for \(model), and the batch is one of \(client.provider.name)")
            }
        }
        if let systemPrompt { own.systemPrompt = systemPrompt }
        if messages.first?.role == .system { own.systemPrompt = nil }
        if let parameters { own.parameters = parameters.merged(over: client.parameters) }
        if let limit { own.limits.whole = client.limits.whole.map { min($0, limit) } ?? limit }
        return own
    }

    fileprivate func complete(with client: LLMClient) async throws(LLMError) -> Completion {
        guard messages.contains(where: { $0.role != .system }) else { throw LLMError(.invalidRequest, "the item asks nothing") }
        var conversation = Conversation()
        guard let schema else { return try await client.complete(messages, in: &conversation) }
        return try await client.structuredComplete(messages, schema: schema, in: &conversation).completion
    }
}
