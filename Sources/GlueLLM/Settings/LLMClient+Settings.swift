public import AsyncHTTPClient
public import Foundation
public import GlueRedaction
public import Logging
public import Tracing

extension LLMClient {
    /// A client as the settings have it.
    ///
    /// - Parameters:
    ///   - settings: See ``ClientSettings/load(from:logger:change:)``.
    ///   - model: `provider:model`; nil for the settings' default.
    ///   - environment: Where the provider's own variables are looked up, such as `OPENAI_API_KEY`.
    ///   - httpClient: A client of ``ClientSettings/httpConfiguration``, which you shut down yourself; nil for one that all
    ///     providers share, which connects within 30 s and has up to 512 connections to a server.
    ///   - systemPrompt: Nil for the settings' default.
    ///   - rateLimiter: One that several clients share; nil for one of its own, as the settings have it.
    /// - Throws: ``LLMError/Kind/configuration`` for a setting that cannot work or a provider that there is not;
    ///   ``LLMError/Kind/authentication`` where the provider's own server needs a key and there is none.
    public init(
        settings: ClientSettings,
        model: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        httpClient: HTTPClient? = nil,
        name: String? = nil,
        systemPrompt: String? = nil,
        tools: [any Tool] = [],
        rateLimiter: RateLimiter? = nil,
        contentCapture: ContentCapture = .environment,
        redactor: Redactor = .secrets,
        tracer: (any Tracer)? = nil,
        logger: Logger = Logger(label: "gluellm"),
        clock: any Clock<Duration> = ContinuousClock(),
        randomness: Randomness = .system
    ) throws(LLMError) {
        try settings.validate()
        var logger = logger
        logger.logLevel = settings.logLevel.level
        let (preset, model) = try ProviderPreset.resolve(model ?? settings.defaultModel)
        let key = settings.keys[preset.name] ?? settings.keys[preset.provider]
        self.init(
            model: model,
            provider: try preset.provider(baseURL: nil, apiKey: key, environment: environment, client: httpClient),
            name: name,
            systemPrompt: systemPrompt ?? settings.defaultSystemPrompt,
            tools: tools,
            parameters: settings.parameters,
            limits: settings.limits,
            retry: settings.retry,
            toolOrder: settings.toolOrder,
            conversationPolicy: settings.conversationPolicy,
            toolPolicy: settings.toolPolicy(provider: preset.name),
            prices: settings.prices,
            contentCapture: contentCapture,
            redactor: redactor,
            tracer: tracer,
            logger: logger,
            clock: clock,
            randomness: randomness
        )
        self.rateLimiter = if let rateLimiter { rateLimiter } else { try settings.rateLimiter(clock: clock) }
    }
}
