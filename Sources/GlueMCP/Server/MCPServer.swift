public import CoreMetrics
import GlueJSON
public import GlueLLM
public import GlueRedaction
public import Logging
import ServiceContextModule
public import Tracing

/// Offers tools of the engine to clients of the Model Context Protocol.
///
/// ```swift
/// let server = MCPServer(name: "weather", tools: [Weather()])
/// try await server.serveStandardIO()
/// ```
/// Each request is a span by the MCP conventions, below the client's where that sends its trace along.
///
/// Source: Model Context Protocol specification, version 2025-06-18.
public struct MCPServer: Sendable {
    public var name: String
    public var version: String
    /// How to use it, for models; nil for nothing.
    public var instructions: String?
    public var tools: [any Tool]
    /// How long a tool may run that says nothing of it.
    public var toolTimeLimit: Duration
    /// How many bytes a message may have.
    public var messageLimit: Int
    public var contentCapture: ContentCapture
    public var redactor: Redactor
    /// Where spans go; nil for the tracer that the application bootstrapped.
    public var tracer: (any Tracer)?
    /// Where metrics go; nil for the backend that the application bootstrapped.
    public var metrics: (any MetricsFactory)?
    public var logger: Logger
    public var clock: any Clock<Duration>

    public init(
        name: String,
        version: String = "1.0",
        instructions: String? = nil,
        tools: [any Tool],
        toolTimeLimit: Duration = .seconds(60),
        messageLimit: Int = 16 << 20,
        contentCapture: ContentCapture = .environment,
        redactor: Redactor = .secrets,
        tracer: (any Tracer)? = nil,
        metrics: (any MetricsFactory)? = nil,
        logger: Logger = Logger(label: "gluellm.mcp.server"),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.name = name
        self.version = version
        self.instructions = instructions
        self.tools = tools
        self.toolTimeLimit = toolTimeLimit
        self.messageLimit = messageLimit
        self.contentCapture = contentCapture
        self.redactor = redactor
        self.tracer = tracer
        self.metrics = metrics
        self.logger = logger
        self.clock = clock
    }
}
