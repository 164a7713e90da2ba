public import GlueLLM
import GlueReplay
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// An OTLP receiver, a trace store and its pages: one process, one file, one address.
///
/// ```swift
/// let store = try ScopeStore(path: "scope.db")
/// try await Scope(store).run()
/// ```
/// Anything that speaks OTLP over HTTP can send to `http://localhost:4318`; a browser shows the same address.
public struct Scope: Service {
    public var store: ScopeStore
    public var settings: ScopeSettings
    /// Where everything goes on to; nil for nowhere.
    public var forwarder: Forwarder?
    public var logger: Logger
    /// Told where the server listens, once it does.
    public var onListening: @Sendable (ServerAddress) async -> Void

    public init(
        _ store: ScopeStore,
        _ settings: ScopeSettings = ScopeSettings(),
        forwarder: Forwarder? = nil,
        logger: Logger = Logger(label: "gluellm.scope"),
        onListening: @escaping @Sendable (ServerAddress) async -> Void = { _ in }
    ) {
        self.store = store
        self.settings = settings
        self.forwarder = forwarder
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group shuts down.
    ///
    /// - Throws: Where the port cannot be listened on.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await ScopeRoutes.responder(for: self).serve(
                    on: settings.host,
                    port: settings.port,
                    logger: logger,
                    onListening: onListening
                )
            }
            group.addTask { await keepHouse() }
            if let forwarder { group.addTask { await forwarder.run() } }
            defer { group.cancelAll() }
            // The server ends first.
            try await group.next()
        }
    }

    /// Reads conversations of traces that came to rest, and drops what is too old.
    private func keepHouse() async {
        var second = 0
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            do {
                while try await store.readConversations() > 0, !Task.isCancelled { await Task.yield() }
                if second % 10 == 0 { try await store.retire() }
            } catch  where Task.isCancelled {
                return
            } catch {
                logger.warning("The store could not be put in order", metadata: ["reason": "\(error)"])
            }
            second += 1
        }
    }
}
