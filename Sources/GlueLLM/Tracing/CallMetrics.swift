import CoreMetrics
import GlueSemantics

/// Records the metrics of the GenAI conventions.
///
/// Source: open-telemetry/semantic-conventions-genai, "Generative AI metrics".
struct CallMetrics: Sendable {
    let factory: any MetricsFactory
    private let conventions: GenAIConventions
    private let provider: String
    private let server: ServerAddress?
    private let model: String
    private let agent: String?
    /// Whether anybody keeps metrics: what nobody reads is not put together.
    let isEnabled: Bool

    init(_ client: LLMClient) {
        factory = client.metrics ?? MetricsSystem.factory
        isEnabled = !(factory is NOOPMetricsHandler)
        conventions = client.conventions
        provider = client.provider.name
        server = client.provider.server
        model = client.model
        agent = client.name
    }

    /// The same for the calls of another client of the chain.
    func with(_ client: LLMClient) -> CallMetrics { isEnabled ? CallMetrics(client) : self }

    /// A model call with all its attempts.
    func modelCall(
        _ request: ModelRequest,
        _ response: ModelResponse?,
        took duration: Duration,
        toFirstChunk: Duration? = nil,
        _ error: LLMError? = nil
    ) {
        guard isEnabled else { return }
        let common = dimensions(GenAI.Operations.chat, request.model, response?.model)
        let failed = common + errorType(error)
        switch conventions {
        case .latest: time(GenAI.Metrics.inferenceDuration, duration, failed)
        case .legacy141: time(GenAI.Metrics.operationDuration, duration, failed)
        }
        if let toFirstChunk {
            time(conventions == .latest ? GenAI.Metrics.timeToFirstChunk : GenAI.Metrics.legacyTimeToFirstChunk, toFirstChunk, common)
        }
        if let usage = response?.usage { tokens(usage, common) }
    }

    /// A request for vectors with all its attempts.
    func embeddings(_ model: String, _ embeddings: Embeddings?, took duration: Duration, _ error: LLMError? = nil) {
        guard isEnabled else { return }
        let common = dimensions(GenAI.Operations.embeddings, model, embeddings?.model)
        time(GenAI.Metrics.operationDuration, duration, common + errorType(error))
        if conventions == .legacy141, let usage = embeddings?.usage {
            count(GenAI.Metrics.legacyTokenUsage, usage.inputTokens, common + [(GenAI.Attributes.tokenType, "input")])
        }
    }

    /// A chunk of a streamed answer after the first one.
    func outputChunk(_ request: ModelRequest, took duration: Duration) {
        guard isEnabled else { return }
        let metric = conventions == .latest ? GenAI.Metrics.timePerOutputChunk : GenAI.Metrics.legacyTimePerOutputChunk
        time(metric, duration, dimensions(GenAI.Operations.chat, request.model, nil))
    }

    /// A whole completion.
    func completion(_ totals: Totals, took duration: Duration, _ error: LLMError? = nil) {
        guard isEnabled, conventions == .latest else { return }
        let agent = self.agent.map { [(GenAI.Attributes.agentName, $0)] } ?? []
        time(GenAI.Metrics.invokeAgentDuration, duration, agent + [(GenAI.Attributes.requestModel, model)] + errorType(error))
        count(GenAI.Metrics.invokeAgentInferenceCalls, totals.calls, agent)
        count(GenAI.Metrics.invokeAgentToolCalls, totals.toolRuns.count, agent)
    }

    /// - Parameter name: As the tool's span has it.
    func tool(_ name: String, took duration: Duration, errorType: String?) {
        guard isEnabled, conventions == .latest else { return }
        var dimensions = [(GenAI.Attributes.toolName, name), (GenAI.Attributes.toolType, "function")]
        if let agent { dimensions.append((GenAI.Attributes.agentName, agent)) }
        if let errorType { dimensions.append((ErrorNames.type, errorType)) }
        time(GenAI.Metrics.executeToolDuration, duration, dimensions)
    }

    private func tokens(_ usage: Usage, _ dimensions: [(String, String)]) {
        guard conventions == .latest else {
            count(GenAI.Metrics.legacyTokenUsage, usage.inputTokens, dimensions + [(GenAI.Attributes.tokenType, "input")])
            count(GenAI.Metrics.legacyTokenUsage, usage.outputTokens, dimensions + [(GenAI.Attributes.tokenType, "output")])
            return
        }
        count(GenAI.Metrics.operationInputTokens, usage.inputTokens, dimensions)
        count(GenAI.Metrics.operationOutputTokens, usage.outputTokens, dimensions)
        // Providers tell tokens by modality only where there are others than those of text.
        let text = dimensions + [(GenAI.Attributes.tokenModality, "text")]
        add(GenAI.Metrics.inputTokens, usage.inputTokens, text)
        add(GenAI.Metrics.outputTokens, usage.outputTokens, text)
        add(GenAI.Metrics.cacheReadInputTokens, usage.cachedInputTokens ?? 0, text)
        add(GenAI.Metrics.cacheWriteInputTokens, usage.cacheWriteInputTokens ?? 0, text)
        add(GenAI.Metrics.reasoningOutputTokens, usage.reasoningTokens ?? 0, text)
    }

    func dimensions(_ operation: String, _ model: String, _ responseModel: String?) -> [(String, String)] {
        var dimensions = [
            (GenAI.Attributes.operationName, operation),
            (GenAI.Attributes.providerName, provider),
            (GenAI.Attributes.requestModel, model),
        ]
        if let model = responseModel { dimensions.append((GenAI.Attributes.responseModel, model)) }
        if let server {
            dimensions.append((HTTP.Attributes.serverAddress, server.host))
            dimensions.append((HTTP.Attributes.serverPort, "\(server.port)"))
        }
        return dimensions
    }

    func errorType(_ error: LLMError?) -> [(String, String)] { error.map { [(ErrorNames.type, $0.kind.rawValue)] } ?? [] }

    private func time(_ metric: MetricDefinition, _ duration: Duration, _ dimensions: [(String, String)]) {
        metric.record(duration, dimensions, with: factory)
    }

    private func count(_ metric: MetricDefinition, _ value: Int, _ dimensions: [(String, String)]) {
        Recorder(label: metric.name, dimensions: dimensions, aggregate: true, factory: factory).record(value)
    }

    private func add(_ metric: MetricDefinition, _ value: Int, _ dimensions: [(String, String)]) {
        guard value > 0 else { return }
        Counter(label: metric.name, dimensions: dimensions, factory: factory).increment(by: value)
    }
}
