/// Where an MCP server is.
public enum MCPConnection: Sendable {
    /// A program that is started, and ended with the session.
    ///
    /// - Parameters:
    ///   - command: Its path, or its name in `PATH`.
    ///   - environment: Variables beside those that any program needs, such as `PATH`; keys of this process are not passed on.
    case stdio(command: String, arguments: [String] = [], environment: [String: String] = [:])
    /// An address that speaks streamable HTTP.
    ///
    /// - Parameter headers: Sent with each request, such as `Authorization`.
    case http(url: String, headers: [(name: String, value: String)] = [])
}
