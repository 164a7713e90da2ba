/// Names of the OpenTelemetry conventions for the Model Context Protocol.
///
/// Source: open-telemetry/semantic-conventions-genai, "Model Context Protocol (MCP)".
public enum MCPNames {
    public enum Attributes {
        public static let methodName = "mcp.method.name"
        public static let protocolVersion = "mcp.protocol.version"
        public static let sessionID = "mcp.session.id"
        public static let resourceURI = "mcp.resource.uri"
        public static let promptName = "gen_ai.prompt.name"
        public static let requestID = "jsonrpc.request.id"
        public static let responseStatusCode = "rpc.response.status_code"
        /// `pipe` or `tcp`.
        public static let networkTransport = "network.transport"
        public static let networkProtocolName = "network.protocol.name"
    }

    /// The `error.type` of a tool call whose result tells of a failure.
    public static let toolError = "tool_error"

    /// A span is named by its method, and by the tool or prompt where there is one.
    public static func span(_ method: String, _ target: String?) -> String { target.map { "\(method) \($0)" } ?? method }

    public enum Metrics {
        private static let buckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

        public static let clientOperationDuration = MetricDefinition(
            "mcp.client.operation.duration",
            .histogram,
            unit: "s",
            buckets: buckets,
            "How long a request to an MCP server took, seen from the client"
        )
        public static let serverOperationDuration = MetricDefinition(
            "mcp.server.operation.duration",
            .histogram,
            unit: "s",
            buckets: buckets,
            "How long a request took in the MCP server"
        )
        public static let clientSessionDuration = MetricDefinition(
            "mcp.client.session.duration",
            .histogram,
            unit: "s",
            buckets: buckets,
            "How long a session with an MCP server lasted, seen from the client"
        )

        public static let all = [clientOperationDuration, serverOperationDuration, clientSessionDuration]
    }
}
