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
    private let body: @Sendable (JSONValue) async throws -> JSONValue

    public init(_ definition: ToolDefinition, _ body: @escaping @Sendable (JSONValue) async throws -> JSONValue) {
        self.definition = definition
        self.body = body
    }

    /// - Note: Arguments that do not decode become a ``ToolFailure`` of type `invalid_arguments`.
    public init(_ tool: any Tool) {
        if let tool = tool as? AnyTool {
            self = tool
        } else {
            self = Self.erased(tool)
        }
    }

    private static func erased<Typed: Tool>(_ tool: Typed) -> AnyTool {
        let definition = ToolDefinition(name: tool.name, description: tool.description, parameters: tool.parameters.value)
        return AnyTool(definition) { arguments in
            let decoded: Typed.Arguments
            do {
                decoded = try arguments.decoded(as: Typed.Arguments.self)
            } catch let error as DecodingError {
                throw ToolFailure.invalidArguments(error)
            }
            return try await tool.call(arguments: decoded).toolResponse
        }
    }

    public var name: String { definition.name }
    public var description: String { definition.description }
    public var parameters: JSONSchema { JSONSchema(definition.parameters) }

    public func call(arguments: JSONValue) async throws -> JSONValue { try await body(arguments) }
}
