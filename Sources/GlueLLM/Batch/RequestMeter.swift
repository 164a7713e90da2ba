import GlueSemantics
import Synchronization
import Tracing

/// Counts what the requests of one item take: every attempt, every round of tools, every model of the chain.
///
/// It stands between engine and provider, since a call that fails tells only of its last request.
final class RequestMeter: Sendable {
    struct Reading: Sendable {
        var requests = 0
        var usage: Usage?
        var costs = BatchCosts()
    }

    private let state = Mutex(Reading())
    private let prices: PriceTable
    /// Writes down that a request is about to go out; what it throws keeps the request from being sent.
    private let note: @Sendable (_ estimate: Cost) async throws(LLMError) -> Void

    init(_ prices: PriceTable, note: @escaping @Sendable (_ estimate: Cost) async throws(LLMError) -> Void) {
        self.prices = prices
        self.note = note
    }

    var reading: Reading { state.withLock { $0 } }

    fileprivate func run(
        _ request: ModelRequest,
        by provider: any ModelProvider,
        _ send: () async throws(LLMError) -> ModelResponse
    ) async throws(LLMError) -> ModelResponse {
        let estimate = prices.cost(
            of: request.estimatedUsage,
            isEstimated: true,
            answered: nil,
            asked: request.model,
            provider: provider.name
        )
        try await note(estimate)
        state.withLock { $0.requests += 1 }
        do throws(LLMError) {
            let response = try await send()
            add(response.usage, response.model, request, provider)
            return response
        } catch {
            // What the service may have worked on it bills, answered or not.
            if let usage = error.usage {
                add(usage, nil, request, provider)
            } else if error.spending == nil {
                state.withLock { $0.costs.add(estimate) }
            }
            throw error
        }
    }

    private func add(_ usage: Usage?, _ answered: String?, _ request: ModelRequest, _ provider: any ModelProvider) {
        let cost = prices.cost(of: usage, answered: answered, asked: request.model, provider: provider.name)
        state.withLock { state in
            state.costs.add(cost)
            if let usage { state.usage = (state.usage ?? Usage()) + usage }
        }
    }
}

/// A provider whose requests are counted.
struct MeteredProvider: ModelProvider {
    let base: any ModelProvider
    let meter: RequestMeter

    var name: String { base.name }
    var server: ServerAddress? { base.server }

    func details(of request: ModelRequest) -> [String: String] { base.details(of: request) }
    func structuredOutput(for model: String) -> StructuredOutputMode { base.structuredOutput(for: model) }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await meter.run(request, by: base) { () async throws(LLMError) in try await base.respond(to: request) }
    }

    func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        try await meter.run(request, by: base) { () async throws(LLMError) in try await base.respond(to: request, attempt: attempt) }
    }
}

extension LLMClient {
    /// The client with a meter before its provider and those of its chain.
    func metered(_ meter: RequestMeter) -> LLMClient {
        var client = self
        client.provider = MeteredProvider(base: provider, meter: meter)
        if var fallbacks {
            for index in fallbacks.alternatives.indices {
                fallbacks.alternatives[index].provider = fallbacks.alternatives[index].provider.map {
                    MeteredProvider(base: $0, meter: meter)
                }
            }
            client.fallbacks = fallbacks
        }
        return client
    }
}
