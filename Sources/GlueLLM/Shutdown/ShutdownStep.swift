public import AsyncHTTPClient

/// Something to be done when all calls have ended.
public struct ShutdownStep: Sendable {
    /// For the log.
    public var name: String
    /// How long it may take; then it is cancelled and the next one begins.
    public var limit: Duration
    public var body: @Sendable () async throws -> Void

    public init(_ name: String, limit: Duration = .seconds(10), _ body: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.limit = limit
        self.body = body
    }

    /// Closes the connections of an HTTP client that the application made.
    public static func closing(_ client: HTTPClient) -> ShutdownStep {
        ShutdownStep("connections") { try await client.shutdown() }
    }
}
