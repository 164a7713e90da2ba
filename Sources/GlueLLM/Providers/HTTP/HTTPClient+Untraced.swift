public import AsyncHTTPClient
import NIOCore

extension HTTPClient.Configuration {
    /// The settings that calls of models want of a client of your own.
    ///
    /// No tracing, as the engine makes a span of each attempt itself; no redirects, which would take a conversation to
    /// wherever a server points; no time limits but the one for connecting, as a model may think for minutes and the
    /// engine has limits of its own.
    public static func models(connectTimeout: Duration = .seconds(30)) -> HTTPClient.Configuration {
        var configuration = Self.singletonConfiguration
        configuration.tracing.tracer = nil
        configuration.redirectConfiguration = .disallow
        configuration.timeout = Timeout(connect: TimeAmount(connectTimeout))
        // The engine's own policy repeats attempts, and says so in the trace.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Each answer keeps a connection busy for seconds: with the usual 8, the ninth call would wait unseen.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        // Nothing asks for compressed answers.
        configuration.decompression = .disabled
        return configuration
    }
}

extension HTTPClient {
    /// The client that providers share unless they are given one. It lives as long as the process, like ``HTTPClient/shared``
    /// does, which traces, follows redirects and gives up on a model that thinks for 90 s.
    package static let untraced = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .models())
}
