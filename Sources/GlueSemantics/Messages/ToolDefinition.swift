public import GlueJSON

/// What a model is told about a tool.
public struct ToolDefinition: Sendable, Hashable {
    public var name: String
    public var description: String
    /// The arguments as JSON Schema: an object with `type`, `properties` and `required`.
    public var parameters: JSONValue

    public init(name: String, description: String, parameters: JSONValue) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}
