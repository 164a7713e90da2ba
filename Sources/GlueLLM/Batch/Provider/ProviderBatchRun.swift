import GlueJSON
import GlueSemantics
import Tracing

/// A batch that its provider works off.
struct ProviderBatchRun: Sendable {
    let client: LLMClient
    let batching: ProviderBatching
    private let tracer: any Tracer
    /// Is told that a batch is about to be submitted.
    private let submitting: @Sendable () async throws(LLMError) -> Void
    /// Keeps the provider's name for the batch before it is waited for.
    private let submitted: @Sendable (String) async throws(LLMError) -> Void
    /// Is told that the provider has none, for certain.
    private let refused: @Sendable () async throws(LLMError) -> Void

    init(
        _ client: LLMClient,
        _ batching: ProviderBatching,
        submitting: @escaping @Sendable () async throws(LLMError) -> Void = {},
        submitted: @escaping @Sendable (String) async throws(LLMError) -> Void = { _ in },
        refused: @escaping @Sendable () async throws(LLMError) -> Void = {}
    ) {
        self.client = client
        self.batching = batching
        self.submitting = submitting
        self.submitted = submitted
        self.refused = refused
        tracer = client.tracer ?? InstrumentationSystem.tracer
    }

    func run(_ items: [PlacedItem]) async throws(LLMError) -> BatchResponse {
        guard let provider = client.provider as? any BatchProvider else {
            throw LLMError(.configuration, "\(client.provider.name) takes no batches; leave the requests to the engine")
        }
        guard client.tools.isEmpty else {
            throw LLMError(.configuration, "a provider's batch is one request an item, which leaves no room for tools")
        }
        let elapsed = Stopwatch(client.clock).elapsed
        var known = AttributeList()
        known[GenAI.Attributes.requestModel] = client.model
        known[GenAI.Attributes.providerName] = provider.name
        known[Glue.Attributes.batchItems] = items.count
        return try await Step.run(SpanNames.batch, ofKind: .internal, tracer: tracer, known: known) { span throws(LLMError) in
            var calls: [Call] = []
            for item in items { calls.append(try Call(item, client)) }
            let ended = try await self.ended(calls.map(\.batched), provider, span)
            let outcomes = try await repeated { attempt throws(LLMError) in
                try await provider.batchResults(ended, for: calls.map(\.batched), attempt: attempt)
            }
            var response = BatchResponse(summary: BatchSummary(), results: [])
            for call in calls {
                let result = call.result(outcomes[call.batched.id], client, factor: provider.batchPriceFactor, elapsed())
                response.summary.add(result, isSkipped: false)
                response.results.append(result)
            }
            response.summary.elapsed = elapsed()
            span.change { attributes in
                attributes[Glue.Attributes.batchSucceeded] = response.summary.succeeded
                attributes[Glue.Attributes.batchFailed] = response.summary.failed
                attributes[Glue.Attributes.batchRequests] = response.summary.requests
                attributes.set(response.summary.costs.total)
                if let usage = response.summary.usage {
                    attributes[Glue.Attributes.usageInputTokens] = usage.inputTokens
                    attributes[Glue.Attributes.usageOutputTokens] = usage.outputTokens
                }
            }
            return response
        }
    }

    /// Submits the requests, or takes up what was submitted, and waits for its end.
    private func ended(
        _ requests: [BatchedRequest],
        _ provider: any BatchProvider,
        _ span: any Span
    ) async throws(LLMError) -> ProviderBatch {
        var batch: ProviderBatch
        if let id = batching.resuming {
            batch = try await repeated { attempt throws(LLMError) in try await provider.batch(id, attempt: attempt) }
        } else {
            if let found = try await found(provider) {
                batch = found
            } else {
                batch = try await submit(requests, provider)
            }
            try await submitted(batch.id)
            await batching.onSubmit?(batch.id)
        }
        span.attributes[Glue.Attributes.batchProviderID] = batch.id
        while batch.state == .underWay {
            guard (try? await client.clock.sleep(for: batching.pollInterval)) != nil else {
                throw LLMError(.cancelled, "the wait for batch \(batch.id) was cancelled; the provider goes on with it")
            }
            let id = batch.id
            batch = try await repeated { attempt throws(LLMError) in try await provider.batch(id, attempt: attempt) }
        }
        if case .refused(let reason) = batch.state {
            throw LLMError(.invalidRequest, "the provider refused batch \(batch.id): \(reason)", provider: provider.name)
        }
        return batch
    }

    private func found(_ provider: any BatchProvider) async throws(LLMError) -> ProviderBatch? {
        guard batching.isLost else { return nil }
        return try await repeated { attempt throws(LLMError) in try await provider.findBatch(mark: batching.mark, attempt: attempt) }
    }

    /// Submits once: a submission whose answer was lost may have come through, and would be paid twice.
    private func submit(_ requests: [BatchedRequest], _ provider: any BatchProvider) async throws(LLMError) -> ProviderBatch {
        try await submitting()
        do throws(LLMError) {
            return try await provider.submitBatch(requests, mark: batching.mark, attempt: Attempt(tracer: tracer))
        } catch {
            if let status = error.status, (400..<500).contains(status), status != 408 { try await refused() }
            throw error
        }
    }

    /// Asks again where that may help; none of it costs anything.
    private func repeated<Value: Sendable>(_ ask: (Attempt) async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        var randomness = client.randomness
        var number = 1
        while true {
            do throws(LLMError) {
                return try await ask(Attempt(resendCount: number - 1, tracer: tracer))
            } catch {
                guard number < client.retry.attempts, client.retry.isWorthRepeating(error), error.kind != .cancelled else { throw error }
                let delay = client.retry.backoff.delay(afterAttempt: number, retryAfter: error.retryAfter, using: &randomness)
                guard (try? await client.clock.sleep(for: delay)) != nil else { throw LLMError(.cancelled, "the call was cancelled") }
                number += 1
            }
        }
    }

    /// An item as one request, and how its answer is read.
    private struct Call: Sendable {
        let item: PlacedItem
        let batched: BatchedRequest
        let structure: StructuredAnswer?

        init(_ item: PlacedItem, _ client: LLMClient) throws(LLMError) {
            let own = try item.item.client(client, limit: nil)
            let structure = item.item.schema.map { StructuredAnswer($0, mode: own.provider.structuredOutput(for: own.model)) }
            let request = ModelRequest(model: own.model, messages: own.systemMessages + item.item.messages, parameters: own.parameters)
            self.item = item
            self.structure = structure
            // Not every id of an application is one for the provider.
            batched = BatchedRequest(id: "item-\(item.index)", request: structure?.request(request) ?? request)
        }

        func result(
            _ outcome: Result<ModelResponse, LLMError>?,
            _ client: LLMClient,
            factor: Double,
            _ elapsed: Duration
        ) -> BatchResult {
            var costs = BatchCosts()
            var usage: Usage?
            let read: Result<Completion, LLMError>
            do throws(LLMError) {
                guard let outcome else { throw LLMError(.timeout, "the batch ended without an answer to the item") }
                let response = try outcome.get()
                usage = response.usage
                let cost = self.cost(of: response, client, factor)
                costs.add(cost)
                read = .success(try completion(response, cost))
            } catch {
                read = .failure(error)
            }
            return BatchResult(
                id: item.id,
                index: item.index,
                outcome: read,
                attempts: 1,
                requests: 1,
                usage: usage,
                costs: costs,
                elapsed: elapsed,
                metadata: item.item.metadata
            )
        }

        private func cost(of response: ModelResponse, _ client: LLMClient, _ factor: Double) -> Cost {
            let full = client.prices.cost(
                of: response.usage,
                answered: response.model,
                asked: batched.request.model,
                provider: client.provider.name
            )
            guard let dollars = full.dollars else { return .unknown }
            return full.kind == .exact ? .exact(dollars * factor) : .estimated(dollars * factor)
        }

        private func completion(_ response: ModelResponse, _ cost: Cost) throws(LLMError) -> Completion {
            guard var message = response.choices.first else { throw LLMError(.invalidResponse, "the answer holds no message") }
            var value: JSONValue?
            if let structure {
                do throws(AnswerFault) {
                    let read = try structure.read(message)
                    message = structure.message(message, read)
                    value = read
                } catch {
                    throw LLMError(.invalidResponse, "the answer does not have the form that was asked for: \(error.summary)")
                }
            }
            return Completion(
                message: message,
                usage: response.usage,
                cost: cost,
                rounds: 1,
                finishReason: message.finishReason,
                model: response.model ?? batched.request.model,
                responseID: response.id,
                exchange: item.item.messages + [message.asInput],
                value: value
            )
        }
    }
}
