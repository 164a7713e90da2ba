public import GlueJSON
public import GlueSemantics

/// A tool that is known only at run time, and what any ``Tool`` becomes before a model can call it.
///
/// ```swift
/// let add = AnyTool(
///     ToolDefinition(name: "add", description: "Adds two numbers", parameters: …)
/// ) { arguments in
///     .number((arguments["a"]?.number ?? 0) + (arguments["b"]?.number ?? 0))
/// }
/// ```
public struct AnyTool: Tool {
    public var definition: ToolDefinition
    public var timeLimit: Duration?
    private let body: @Sendable (JSONValue) async throws -> ToolResult

    /// - Parameter body: Is given what the model wrote, unchecked.
    public init(_ definition: ToolDefinition, _ body: @escaping @Sendable (JSONValue) async throws -> JSONValue) {
        self.init(definition, returning: { ToolResult(try await body($0)) })
    }

    /// - Parameter body: Is given what the model wrote, unchecked.
    public init(_ definition: ToolDefinition, returning body: @escaping @Sendable (JSONValue) async throws -> ToolResult) {
        self.definition = definition
        self.body = body
    }

    /// - Note: Arguments that do not fit the parameters or do not decode become a ``ToolFailure`` of type `invalid_arguments`.
    public init(_ tool: any Tool) {
        if let tool = tool as? AnyTool {
            self = tool
        } else {
            self = Self.erased(tool)
        }
    }

    private static func erased<Typed: Tool>(_ tool: Typed) -> AnyTool {
        let schema = tool.parameters
        let definition = ToolDefinition(name: tool.name, description: tool.description, parameters: schema.value)
        var erased = AnyTool(
            definition,
            returning: { arguments in
                let arguments = try decode(arguments, as: Typed.Arguments.self, fitting: schema)
                return try await tool.call(arguments: arguments).toolResult
            }
        )
        erased.timeLimit = tool.timeLimit
        return erased
    }

    public var name: String { definition.name }
    public var description: String { definition.description }
    public var parameters: JSONSchema { JSONSchema(definition.parameters) }

    public func call(arguments: JSONValue) async throws -> ToolResult { try await body(arguments) }
}
