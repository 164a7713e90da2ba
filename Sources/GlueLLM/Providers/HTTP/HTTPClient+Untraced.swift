package import AsyncHTTPClient
import NIOCore

extension HTTPClient {
    /// The client that providers share unless they are given one.
    ///
    /// Not ``HTTPClient/shared``: that one makes a span of its own for each request, beside the one that the engine makes
    /// for each attempt, follows redirects, which would take a conversation to wherever a server points, and gives up on
    /// a model that thinks for 90 s. It lives as long as the process, like ``HTTPClient/shared`` does.
    package static let untraced = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .engine)
}

extension HTTPClient.Configuration {
    /// What the engine's HTTP clients have in common.
    static var engine: HTTPClient.Configuration {
        var configuration = singletonConfiguration
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        configuration.timeout = Timeout(connect: .seconds(30))
        // The engine's own policy repeats attempts, and says so in the trace.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Each answer keeps a connection busy for seconds: with the usual 8, the ninth call would wait unseen.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        // Nothing asks for compressed answers.
        configuration.decompression = .disabled
        return configuration
    }
}
