import GlueLLM
import GlueMCP
import Tracing

/// The tools of MCP servers that a command is given.
enum ServerTools {
    /// Opens a session with each server and runs work with all their tools.
    ///
    /// - Parameter servers: Addresses, or commands with their arguments.
    static func with<Value: Sendable>(
        _ servers: [String],
        _ session: TracedSession,
        tools: [any Tool] = [],
        _ work: @escaping @Sendable ([any Tool]) async throws -> Value
    ) async throws -> Value {
        guard let first = servers.first else { return try await work(tools) }
        let settings = MCPClientSettings(name: "glue", contentCapture: session.contentCapture, tracer: session.tracer)
        return try await MCPClient.connected(to: try connection(first), settings: settings) { server in
            try await with(Array(servers.dropFirst()), session, tools: tools + server.tools(), work)
        }
    }

    private static func connection(_ text: String) throws(CommandFailure) -> MCPConnection {
        if text.hasPrefix("http://") || text.hasPrefix("https://") { return .http(url: text) }
        let words = text.split(separator: " ").map(String.init)
        guard let command = words.first else { throw CommandFailure(.usage, "--mcp is empty; name an address or a command") }
        return .stdio(command: command, arguments: Array(words.dropFirst()))
    }
}
