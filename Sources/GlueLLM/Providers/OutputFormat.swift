/// The form that an answer is to have.
public enum OutputFormat: Sendable, Hashable {
    /// Any JSON value.
    case json
    /// JSON that fits a schema.
    case schema(OutputSchema)
}

/// A schema that an answer is to fit, with the name by which the provider is told of it.
public struct OutputSchema: Sendable, Hashable {
    /// Letters, digits, `_` and `-`, at most 64.
    public var name: String
    public var schema: JSONSchema
    /// Whether the provider is to hold the model to the schema while it writes; this needs a schema that is strict itself.
    public var strict: Bool

    public init(name: String, schema: JSONSchema, strict: Bool = true) {
        self.name = name
        self.schema = schema
        self.strict = strict
    }
}

/// How a model is brought to answer in the form of a schema.
public enum StructuredOutputMode: String, Sendable, Hashable {
    /// The provider has a mode of its own for it.
    case native
    /// The model is made to call a tool whose parameters are the schema.
    case tool
    /// The model is told in the system prompt.
    case prompt
}
