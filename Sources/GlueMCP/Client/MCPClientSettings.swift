public import CoreMetrics
public import GlueLLM
public import GlueRedaction
public import Logging
public import Tracing

/// How a client talks to MCP servers.
public struct MCPClientSettings: Sendable {
    /// What the client calls itself.
    public var name: String
    public var version: String
    /// How long a request may take.
    public var requestTimeLimit: Duration
    /// How many bytes a message may have.
    public var messageLimit: Int
    /// The folders that a server may know of, as `file://` addresses.
    public var roots: [String]
    /// Who answers when a server wants something from a model; nil for refusing that.
    public var sampler: LLMClient?
    public var contentCapture: ContentCapture
    /// What is taken out of arguments and results before they are written onto spans.
    public var redactor: Redactor
    /// Where spans go; nil for the tracer that the application bootstrapped.
    public var tracer: (any Tracer)?
    /// Where metrics go; nil for the backend that the application bootstrapped.
    public var metrics: (any MetricsFactory)?
    public var logger: Logger
    public var clock: any Clock<Duration>

    public init(
        name: String = "GlueLLM",
        version: String = "1.0",
        requestTimeLimit: Duration = .seconds(60),
        messageLimit: Int = 16 << 20,
        roots: [String] = [],
        sampler: LLMClient? = nil,
        contentCapture: ContentCapture = .environment,
        redactor: Redactor = .secrets,
        tracer: (any Tracer)? = nil,
        metrics: (any MetricsFactory)? = nil,
        logger: Logger = Logger(label: "gluellm.mcp"),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.name = name
        self.version = version
        self.requestTimeLimit = requestTimeLimit
        self.messageLimit = messageLimit
        self.roots = roots
        self.sampler = sampler
        self.contentCapture = contentCapture
        self.redactor = redactor
        self.tracer = tracer
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
    }
}
