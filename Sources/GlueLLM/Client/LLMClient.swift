public import CoreMetrics
public import GlueRedaction
public import GlueSemantics
public import Logging
public import Tracing

/// Calls a model, runs the tools that it asks for, and leaves a span of every step.
///
/// ```swift
/// let client = try LLMClient(model: "openai:gpt-4o-mini", systemPrompt: "Be terse.", tools: [Weather()])
/// let completion = try await client.complete("What is the weather in Paris?")
/// print(completion.text)
/// ```
/// A client is a value: copies share nothing that changes but the limiter, keys, breaker and budget that they were given, and
/// one client serves any number of tasks at once.
public struct LLMClient: Sendable {
    public var provider: any ModelProvider
    /// The model's name without the provider.
    public var model: String
    /// The agent's name in spans; nil for a client that plays no particular part.
    public var name: String?
    /// Sent first, exactly as it stands here.
    public var systemPrompt: String?
    public var tools: [any Tool]
    public var parameters: ModelParameters
    public var limits: CallLimits
    public var retry: RetryPolicy
    public var toolOrder: ToolOrder
    /// How long conversations are kept from growing for ever.
    public var conversationPolicy: ConversationPolicy
    /// How tools are offered and approved, and what of their responses the model is told.
    public var toolPolicy: ToolPolicy
    /// What models cost.
    public var prices: PriceTable
    public var contentCapture: ContentCapture
    /// What traces keep of answers beyond what they mean.
    public var recording = ResponseRecording.none
    /// What is taken out of message content before it is cut and written anywhere.
    public var redactor: Redactor
    /// Where spans go; nil for the tracer that the application bootstrapped.
    public var tracer: (any Tracer)?
    /// Where metrics go; nil for the backend that the application bootstrapped.
    public var metrics: (any MetricsFactory)?
    /// Where the messages of model calls go as structured events, if ``contentCapture`` asks for that; nil for nowhere.
    public var events: (any EventEmitter)?
    /// By which edition of the GenAI conventions metrics are named.
    public var conventions: GenAIConventions
    public var logger: Logger
    /// What waits and time limits are measured with.
    public var clock: any Clock<Duration>
    /// What the waits before another attempt are drawn from.
    public var randomness: Randomness
    /// How fast attempts go out; nil for as fast as they come. Clients with the same limiter are limited together.
    public var rateLimiter: RateLimiter?
    /// The keys that attempts use in turn; nil for the one that the provider was made with.
    public var keys: APIKeyPool?
    /// What stops calls to a server that fails; nil for nothing.
    public var breaker: CircuitBreaker?
    /// What the calls may take together, with those that tools make within them; nil for no bound.
    public var budget: Budget?
    /// The models that are asked when this one cannot answer; nil for none.
    public var fallbacks: Fallback?
    /// When a second attempt is made beside one that takes long; nil for never.
    public var hedging: Hedging?
    /// Is told what happens while it happens. What it throws is logged and changes nothing.
    public var onStatus: (@Sendable (ProcessEvent) async throws -> Void)?
    /// Further receivers of the same events, such as a ``ConsoleSink``.
    public var sinks: [any ProcessEventSink] = []
    /// The application's code that runs at stages of the work. Those of the whole process come first: see ``HookRegistry``.
    public var hooks = HookRegistry()
    /// The checks of what goes to the model and comes from it.
    public var guardrails = Guardrails()
    /// Where calls in flight are counted, so that the program can end well; nil for a client that is just cut off.
    public var calls: CallRegistry?
    /// Has the last word on each request to the model, before its span begins; nil for nothing. A fork goes another way by it.
    package var revise: (@Sendable (ModelRequest) -> ModelRequest)?
    /// What keeps a record of every call for evaluation; nil for nothing.
    public var evaluation: EvaluationRecording?

    /// A client of a provider.
    ///
    /// - Parameter model: The model's name; the provider's name and a colon may stand before it.
    public init(
        model: String,
        provider: any ModelProvider,
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
    ) {
        let prefix = provider.name + ":"
        self.model = model.hasPrefix(prefix) ? String(model.dropFirst(prefix.count)) : model
        self.provider = provider
        self.name = name
        self.systemPrompt = systemPrompt
        self.tools = tools
        self.parameters = parameters
        self.limits = limits
        self.retry = retry
        self.toolOrder = toolOrder
        self.conversationPolicy = conversationPolicy
        self.toolPolicy = toolPolicy
        self.prices = prices
        self.contentCapture = contentCapture
        self.redactor = redactor
        self.tracer = tracer
        self.metrics = metrics
        self.events = events
        self.conventions = conventions
        self.logger = logger
        self.clock = clock
        self.randomness = randomness
    }
}
