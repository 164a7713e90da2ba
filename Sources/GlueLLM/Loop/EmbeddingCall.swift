import GlueSemantics
import ServiceContextModule
import Tracing

/// One request for vectors: its span covers all attempts and the waits between them.
///
/// The texts are written nowhere: the conventions have no place for them.
struct EmbeddingCall: Sendable {
    let client: LLMClient
    let provider: any EmbeddingProvider
    private let tracer: any Tracer
    private let metrics: CallMetrics
    private let deadline: Deadline

    init(client: LLMClient, provider: any EmbeddingProvider) {
        self.client = client
        self.provider = provider
        tracer = client.tracer ?? InstrumentationSystem.tracer
        metrics = CallMetrics(client)
        deadline = Deadline(client.limits.whole, client.clock)
    }

    func run(_ request: EmbeddingRequest) async throws(LLMError) -> Embeddings {
        let elapsed = Stopwatch(client.clock).elapsed
        var answer: Embeddings?
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.embeddings
        known[GenAI.Attributes.providerName] = provider.name
        known[GenAI.Attributes.requestModel] = request.model
        known[GenAI.Attributes.requestEncodingFormats] = [request.encoding.rawValue]
        known[OpenInference.spanKind] = OpenInference.Kinds.embedding
        known.set(provider.server)
        return try await Step.run(
            SpanNames.embeddings(request.model),
            ofKind: .client,
            tracer: tracer,
            known: known,
            measure: { metrics.embeddings(request.model, answer, took: elapsed(), $0) }
        ) { span throws(LLMError) in
            let loop = AttemptLoop(
                shared: SharedClient(client),
                tracer: tracer,
                span: span,
                deadline: deadline,
                metrics: metrics.attempts(of: GenAI.Operations.embeddings, request.model)
            )
            let plan = AttemptPlan<EmbeddingResponse>(
                model: request.model,
                tokens: { request.inputs.reduce(0) { $0 + TokenEstimate.tokens(in: $1) } },
                billed: { $0.usage?.totalTokens },
                isHedgeable: true
            ) { [provider] attempt in
                try await provider.embed(request, attempt: attempt)
            }
            let response = try await BudgetScope(client.budget).run(
                tokens: plan.tokens(),
                cost: client.prices.cost(of: Usage(inputTokens: plan.tokens()), model: request.model, provider: provider.name),
                spent: { response in
                    response.usage.map { ($0.totalTokens, client.prices.cost(of: $0, model: request.model, provider: provider.name)) }
                }
            ) { () async throws(LLMError) in
                try await loop.run { attempt throws(LLMError) in try await loop.make(attempt, plan) }
            }
            guard response.embeddings.count == request.inputs.count else {
                throw LLMError(
                    .invalidResponse,
                    "\(request.inputs.count) texts were sent and \(response.embeddings.count) vectors came back",
                    provider: provider.name,
                    model: request.model
                )
            }
            let embeddings = embeddings(response, request)
            answer = embeddings
            record(embeddings, response.model, span)
            metrics.cost(Cost(embeddings.cost, .exact), of: GenAI.Operations.embeddings, request.model, response.model)
            return embeddings
        }
    }

    private func embeddings(_ response: EmbeddingResponse, _ request: EmbeddingRequest) -> Embeddings {
        Embeddings(
            vectors: response.embeddings,
            model: response.model ?? request.model,
            usage: response.usage,
            cost: response.usage.flatMap { usage in
                client.prices.cost(of: usage, model: response.model ?? request.model, provider: provider.name)
                    ?? client.prices.cost(of: usage, model: request.model, provider: provider.name)
            }
        )
    }

    private func record(_ embeddings: Embeddings, _ model: String?, _ span: any Span) {
        ServiceContext.meter(embeddings.usage, Cost(embeddings.cost, .exact))
        span.change { attributes in
            if let model { attributes[GenAI.Attributes.responseModel] = model }
            if let dimensions = embeddings.dimensions { attributes[GenAI.Attributes.embeddingsDimensionCount] = dimensions }
            if let usage = embeddings.usage { attributes[GenAI.Attributes.usageInputTokens] = usage.inputTokens }
            if let cost = embeddings.cost {
                attributes[Glue.Attributes.costUSD] = cost
                attributes[Glue.Attributes.costPricesDate] = client.prices.date
            }
        }
    }
}
