import GlueJSON
public import GlueLLM
public import Logging
public import ServiceLifecycle

/// A server that speaks OpenAI's and Anthropic's APIs and answers from a recording.
///
/// ```swift
/// let book = AnswerBook(recording.exchanges, matching: .lenient)
/// try await MockServer.running(book) { address in
///     let client = try LLMClient(model: "openai:gpt-4o-mini", baseURL: "http://\(address.host):\(address.port)/v1", apiKey: "none")
///     …
/// }
/// ```
/// It serves `POST /v1/chat/completions`, `/v1/responses` and `/v1/messages`, streamed or not, `POST /v1/embeddings` and
/// `GET /v1/models`, each also without `/v1`. Whatever API a recording came from, it is given by the one that is asked.
/// Keys are not looked at. Recorded failures come with their status and headers. A request without a recorded answer gets
/// status 404 and an error of type `no_recorded_answer` that names the nearest recording and what is different.
public struct MockServer: Service {
    /// What the answers come from.
    public var book: AnswerBook
    public var host: String
    /// 0 for any that is free.
    public var port: Int
    public var speed: ReplaySpeed
    /// How many bytes a request may have.
    public var requestLimit: Int
    public var logger: Logger
    /// What waits are measured with.
    public var clock: any Clock<Duration>
    /// Told where the server listens, once it does.
    public var onListening: @Sendable (ServerAddress) async -> Void

    public init(
        _ book: AnswerBook,
        host: String = "127.0.0.1",
        port: Int = 0,
        speed: ReplaySpeed = .max,
        requestLimit: Int = 32 << 20,
        logger: Logger = Logger(label: "gluellm.mock"),
        clock: any Clock<Duration> = ContinuousClock(),
        onListening: @escaping @Sendable (ServerAddress) async -> Void = { _ in }
    ) {
        self.book = book
        self.host = host
        self.port = port
        self.speed = speed
        self.requestLimit = requestLimit
        self.logger = logger
        self.clock = clock
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group shuts down.
    ///
    /// - Throws: Where the port cannot be listened on.
    public func run() async throws {
        try await MockResponder(server: self).serve(on: host, port: port, logger: logger, onListening: onListening)
    }

    /// Runs a server for as long as the body takes.
    ///
    /// - Throws: What the body throws, or where the port cannot be listened on.
    public func running<Result: Sendable>(_ body: @Sendable (ServerAddress) async throws -> Result) async throws -> Result {
        let (addresses, continuation) = AsyncThrowingStream<ServerAddress, any Error>.makeStream()
        var server = self
        server.onListening = { [onListening] address in
            continuation.yield(address)
            await onListening(address)
        }
        return try await withThrowingTaskGroup(of: Void.self) { [server] group in
            group.addTask {
                do {
                    try await server.run()
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            for try await address in addresses { return try await body(address) }
            throw CancellationError()
        }
    }
}
