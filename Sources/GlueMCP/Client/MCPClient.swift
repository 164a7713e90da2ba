public import GlueJSON
public import GlueLLM
public import GlueSemantics
import Tracing

/// A session with a server of the Model Context Protocol, whose tools become tools of the engine.
///
/// ```swift
/// try await MCPClient.connected(to: .stdio(command: "uvx", arguments: ["mcp-server-time"])) { server in
///     let client = try await LLMClient(model: "openai:gpt-4o-mini", tools: server.tools())
///     print(try await client.complete("What time is it in Lisbon?").text)
/// }
/// ```
/// Each request is a span by the MCP conventions, and takes the trace along to the server.
///
/// Source: Model Context Protocol specification, version 2025-06-18.
public final class MCPClient: Sendable {
    let session: ClientSession

    /// What the server calls itself.
    public let serverName: String
    /// The version of the protocol that both speak.
    public let protocolVersion: String
    /// What the server says of how to use it; nil where it says nothing.
    public let instructions: String?
    private let capabilities: JSONObject

    init(_ session: ClientSession, _ greeting: JSONValue) {
        self.session = session
        serverName = greeting["serverInfo"]?["name"]?.string ?? session.server
        protocolVersion = greeting["protocolVersion"]?.string ?? ""
        instructions = greeting["instructions"]?.string
        capabilities = greeting["capabilities"]?.object ?? [:]
    }

    /// Opens a session, runs work with it and ends it, whatever becomes of the work.
    ///
    /// - Throws: What the work throws. ``LLMError/Kind/configuration`` where a server cannot be started,
    ///   ``LLMError/Kind/connection`` where it cannot be reached, ``LLMError/Kind/invalidResponse`` where it speaks no version
    ///   that is known here.
    public static func connected<Value: Sendable>(
        to connection: MCPConnection,
        settings: MCPClientSettings = MCPClientSettings(),
        _ work: @escaping @Sendable (MCPClient) async throws -> Value
    ) async throws -> Value {
        let transport = transport(to: connection, settings)
        let result = try await transport.open { channel throws(LLMError) -> Result<Value, any Error> in
            try await ClientSession(transport, channel, settings).run { session throws(LLMError) in
                let client = MCPClient(session, try await session.initialize())
                do {
                    return .success(try await work(client))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    private static func transport(to connection: MCPConnection, _ settings: MCPClientSettings) -> any MCPTransport {
        switch connection {
        case .stdio(let command, let arguments, let environment):
            StdioTransport(
                command: command,
                arguments: arguments,
                environment: environment,
                lineLimit: settings.messageLimit,
                logger: settings.logger
            )
        case .http(let url, let headers):
            HTTPTransport(url: url, headers: headers, bodyLimit: settings.messageLimit, logger: settings.logger)
        }
    }

    /// How often the server has said that its tools are others now.
    public var toolChanges: Int { session.toolChanges }

    /// Asks whether the server is there.
    public func ping() async throws(LLMError) { _ = try await session.request("ping") }

    /// The tools that the server offers, over all pages.
    public func toolList() async throws(LLMError) -> [MCPTool] {
        guard capabilities["tools"] != nil else { return [] }
        return try await all("tools/list", "tools").compactMap(MCPTool.init)
    }

    /// The server's tools as tools of the engine.
    ///
    /// A result that tells of a failure is the tool's failure: the model is told, and the run's ``ToolRun/errorType`` is
    /// `tool_error`.
    ///
    /// - Parameter prefix: What stands before their names, with an underscore, where several servers have tools of one name.
    public func tools(prefix: String? = nil) async throws(LLMError) -> [any Tool] {
        var tools: [any Tool] = []
        for tool in try await toolList() {
            let name = JSONSchema.name(from: prefix.map { "\($0)_\(tool.name)" } ?? tool.name)
            let definition = ToolDefinition(name: name, description: tool.description, parameters: tool.inputSchema)
            tools.append(
                AnyTool(
                    definition,
                    returning: { [self] arguments in
                        let result = try await call(tool.name, arguments.object ?? [:])
                        guard !result.isError else { throw ToolFailure(type: MCPNames.toolError, message: result.text) }
                        return ToolResult(result.structured ?? .string(result.text), parts: result.parts)
                    }
                )
            )
        }
        return tools
    }

    /// Calls a tool.
    ///
    /// - Parameter onProgress: Is told how far the tool is, and how far it has to go where that is known.
    public func call(
        _ tool: String,
        _ arguments: JSONObject = [:],
        onProgress: (@Sendable (Double, Double?) -> Void)? = nil
    ) async throws(LLMError) -> MCPToolResult {
        let result = try await session.request(
            "tools/call",
            ["name": .string(tool), "arguments": .object(arguments)],
            target: tool,
            onProgress: onProgress
        )
        return MCPToolResult(result)
    }

    /// The resources that the server offers, over all pages.
    public func resources() async throws(LLMError) -> [MCPOffer] {
        guard capabilities["resources"] != nil else { return [] }
        return try await all("resources/list", "resources").compactMap(MCPOffer.init)
    }

    /// The text of a resource; of one that is no text, nothing.
    public func read(_ uri: String) async throws(LLMError) -> String {
        let result = try await session.request("resources/read", ["uri": .string(uri)])
        return (result["contents"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// The prompts that the server offers, over all pages.
    public func prompts() async throws(LLMError) -> [MCPOffer] {
        guard capabilities["prompts"] != nil else { return [] }
        return try await all("prompts/list", "prompts").compactMap(MCPOffer.init)
    }

    /// A prompt with its arguments filled in, as messages of a conversation.
    public func prompt(_ name: String, _ arguments: [String: String] = [:]) async throws(LLMError) -> [Message] {
        let filled = JSONObject(arguments.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) })
        let result = try await session.request("prompts/get", ["name": .string(name), "arguments": .object(filled)], target: name)
        return (result["messages"]?.array ?? []).map { message in
            let text = message["content"]?["text"]?.string ?? ""
            return message["role"]?.string == "assistant" ? .assistant(text) : .user(text)
        }
    }

    /// The elements of all pages of a list.
    private func all(_ method: String, _ member: String) async throws(LLMError) -> [JSONValue] {
        var elements: [JSONValue] = []
        var cursor: JSONValue?
        // A server that turns pages for ever is left.
        for _ in 0..<1000 {
            let page = try await session.request(method, cursor.map { ["cursor": $0] } ?? [:])
            elements += page[member]?.array ?? []
            cursor = page["nextCursor"].flatMap { $0.isNull ? nil : $0 }
            if cursor == nil { return elements }
        }
        throw LLMError(.invalidResponse, "\(serverName) has more than 1000 pages of \(member)")
    }
}
