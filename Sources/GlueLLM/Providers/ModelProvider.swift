import Synchronization
public import Tracing

/// A service that answers model requests: the one thing to write for a new provider.
///
/// ```swift
/// struct Echo: ModelProvider {
///     let name = "echo"
///     let server: ServerAddress? = nil
///     func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
///         ModelResponse(choices: [.assistant(request.messages.last?.text ?? "")])
///     }
/// }
/// ```
public protocol ModelProvider: Sendable {
    /// The provider's name in the GenAI conventions, such as `openai` or `anthropic`.
    var name: String { get }

    /// Where requests go; nil for a provider within the process.
    var server: ServerAddress? { get }

    /// What the span of a model call tells of a request beyond the GenAI conventions, by attribute; empty unless implemented.
    func details(of request: ModelRequest) -> [String: String]

    /// Answers one request, in one attempt: the engine repeats what is worth repeating.
    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse

    /// Answers one request and is told which attempt it is and where to trace it.
    ///
    /// Providers over HTTP implement this one, so that each attempt is a span.
    func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse
}

extension ModelProvider {
    public func details(of request: ModelRequest) -> [String: String] { [:] }

    public func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        try await respond(to: request)
    }
}

/// One of the attempts that a model call takes.
public struct Attempt: Sendable {
    /// How often the request was sent before; zero for the first attempt.
    public var resendCount: Int
    /// Where the attempt's own span goes.
    public var tracer: any Tracer
    private let expiry = Expiry()

    public init(resendCount: Int = 0, tracer: any Tracer) {
        self.resendCount = resendCount
        self.tracer = tracer
    }

    /// Whether the attempt was cancelled because it took longer than it may, and not by the caller.
    public var hasTimedOut: Bool { expiry.isOver.load(ordering: .acquiring) }

    func expire() { expiry.isOver.store(true, ordering: .releasing) }

    private final class Expiry: Sendable {
        let isOver = Atomic(false)
    }
}

/// The host and port that `server.address` and `server.port` of a span name.
public struct ServerAddress: Sendable, Hashable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
