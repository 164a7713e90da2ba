import GlueLLM
import GlueMCP
import GlueTelemetry
import Logging

extension Shop {
    /// Runs work beside a server of tools, which belongs to the same service.
    static func withWarehouse<Value: Sendable>(
        _ clock: ServiceClock,
        _ telemetry: Telemetry,
        _ work: @Sendable (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let server = MCPServer(
            name: "warehouse",
            tools: [
                Errand(name: "count", clock: clock, time: .milliseconds(70), fails: false),
                Errand(name: "burn", clock: clock, time: .milliseconds(250), fails: true),
            ],
            // Longer than any wait of the script.
            toolTimeLimit: .seconds(3600),
            contentCapture: .off,
            tracer: telemetry.tracer,
            metrics: telemetry.metrics,
            logger: quiet,
            clock: clock
        )
        let (ports, signal) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serveHTTP(port: 0) { signal.yield($0) } }
            defer { group.cancelAll() }
            for await port in ports { return try await work(port) }
            throw CancellationError()
        }
    }

    /// A session with the warehouse.
    func reachesOut(_ turn: Int) async throws {
        let settings = MCPClientSettings(
            requestTimeLimit: .seconds(3600),
            contentCapture: .off,
            tracer: telemetry.tracer,
            metrics: telemetry.metrics,
            logger: Self.quiet,
            clock: clock
        )
        try await MCPClient.connected(to: .http(url: "http://127.0.0.1:\(warehousePort)/mcp"), settings: settings) { [traffic] server in
            _ = try await server.tools()
            for _ in 0...(turn % 2) { _ = try await server.call("count") }
            if traffic.fails { _ = try await server.call("burn") }
        }
    }

    private static var quiet: Logger { Logger(label: "warehouse") { _ in SwiftLogNoOpLogHandler() } }
}
