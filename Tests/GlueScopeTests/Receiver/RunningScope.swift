import GlueLLM
import GlueTestSupport
import Logging

@testable import GlueScope

/// A scope that runs within the test.
enum RunningScope {
    static func with<Result: Sendable>(
        _ settings: ScopeSettings = ScopeSettings(port: 0),
        store: StoreSettings = StoreSettings(age: nil, bytes: nil),
        forwarder: Forwarder? = nil,
        clock: TestClock = TestClock(),
        _ body: @escaping @Sendable (Server, ScopeStore) async throws -> Result
    ) async throws -> Result {
        try await TemporaryFolder.with { folder async throws in
            let store = try ScopeStore(path: folder.path("scope.db"), store, now: { clock.second })
            let (addresses, continuation) = AsyncStream<ServerAddress>.makeStream()
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let scope = Scope(store, settings, forwarder: forwarder, logger: logger) { continuation.yield($0) }
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { continuation.finish() }
                    try await scope.run()
                }
                defer { group.cancelAll() }
                for await address in addresses {
                    return try await body(Server(port: address.port), store)
                }
                try await group.waitForAll()
                throw CancellationError()
            }
        }
    }
}
