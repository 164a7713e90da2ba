package import GlueLLM
package import Hummingbird
package import Logging
import NIOCore

extension HTTPResponder where Context == BasicRequestContext {
    /// Serves until the task is cancelled or the service group shuts down.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - onListening: Told where the server listens, once it does.
    /// - Throws: Where the port cannot be listened on.
    package func serve(
        on host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (ServerAddress) async -> Void
    ) async throws {
        var quiet = logger
        // The frameworks' own talk of connections that end is nobody's concern.
        quiet.logLevel = max(logger.logLevel, .critical)
        let application = Application(
            responder: self,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                await onListening(ServerAddress(host: host, port: channel.localAddress?.port ?? port))
            },
            logger: quiet
        )
        try await application.run()
    }
}
