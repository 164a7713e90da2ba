public import CoreMetrics
public import Foundation
public import GlueRedaction
public import GlueSemantics
public import Logging
public import Tracing

extension LLMClient {
    /// A client of the provider that the model's name begins with, with its key and address out of the environment.
    ///
    /// ```swift
    /// let client = try LLMClient(model: "openai:gpt-4o-mini")  // OPENAI_API_KEY, OPENAI_BASE_URL
    /// let local = try LLMClient(model: "openai:llama3.2", baseURL: "http://127.0.0.1:11434/v1")
    /// ```
    /// - Parameters:
    ///   - model: `provider:model`.
    ///   - baseURL: Another server that speaks like the provider; nil for the provider's variable, then its own address.
    ///   - apiKey: Nil for the provider's variable.
    ///   - environment: Where the variables are looked up.
    /// - Throws: ``LLMError/Kind/configuration`` for a provider that there is not, with those that there are, or an address
    ///   that is none; ``LLMError/Kind/authentication`` where the provider's own server needs a key and there is none, with
    ///   the variable's name.
    public init(
        model: String,
        baseURL: String? = nil,
        apiKey: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        name: String? = nil,
        systemPrompt: String? = nil,
        tools: [any Tool] = [],
        parameters: ModelParameters = ModelParameters(),
        limits: CallLimits = CallLimits(),
        retry: RetryPolicy = RetryPolicy(),
        toolOrder: ToolOrder = .sequential,
        conversationPolicy: ConversationPolicy = .unbounded,
        toolPolicy: ToolPolicy = ToolPolicy(),
        prices: PriceTable = .shipped,
        contentCapture: ContentCapture = .environment,
        redactor: Redactor = .secrets,
        tracer: (any Tracer)? = nil,
        metrics: (any MetricsFactory)? = nil,
        events: (any EventEmitter)? = nil,
        conventions: GenAIConventions = .environment,
        logger: Logger = Logger(label: "gluellm"),
        clock: any Clock<Duration> = ContinuousClock(),
        randomness: Randomness = .system
    ) throws(LLMError) {
        let (preset, model) = try ProviderPreset.resolve(model)
        self.init(
            model: model,
            provider: try preset.provider(baseURL: baseURL, apiKey: apiKey, environment: environment, client: nil),
            name: name,
            systemPrompt: systemPrompt,
            tools: tools,
            parameters: parameters,
            limits: limits,
            retry: retry,
            toolOrder: toolOrder,
            conversationPolicy: conversationPolicy,
            toolPolicy: toolPolicy,
            prices: prices,
            contentCapture: contentCapture,
            redactor: redactor,
            tracer: tracer,
            metrics: metrics,
            events: events,
            conventions: conventions,
            logger: logger,
            clock: clock,
            randomness: randomness
        )
    }
}
