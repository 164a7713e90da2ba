import GlueJSON
import GlueSemantics

extension AnyTool {
    /// A tool whose parameters are described one by one: what `@Tool` writes, and the way to a tool that captures.
    ///
    /// ```swift
    /// let lookUp = AnyTool(name: "look_up", description: "Finds a customer") { parameters in
    ///     parameters.property("id", Int.self, description: "The customer's number")
    /// } call: { arguments in
    ///     try await store.customer(arguments.value("id", as: Int.self))
    /// }
    /// ```
    public init<Output: ToolOutput & SendableMetatype>(
        name: String,
        description: String,
        parameters: (inout ObjectSchema) -> Void,
        call: @escaping @Sendable (GeneratedMembers) async throws -> Output
    ) {
        var definitions = SchemaDefinitions()
        var object = ObjectSchema(definitions: definitions)
        parameters(&object)
        definitions = object.definitions
        let schema = definitions.complete(object.schema(description: nil))
        let definition = ToolDefinition(name: name, description: description, parameters: schema.value)
        self.init(definition, returning: { try await call(Self.decode($0, fitting: schema)).toolResult })
    }

    /// A tool that has nothing to answer but that it ran.
    @_disfavoredOverload
    public init(
        name: String,
        description: String,
        parameters: (inout ObjectSchema) -> Void,
        call: @escaping @Sendable (GeneratedMembers) async throws -> Void
    ) {
        self.init(name: name, description: description, parameters: parameters) { arguments in
            try await call(arguments)
            return "done"
        }
    }

    /// The arguments as the tool's own type.
    ///
    /// - Throws: ``ToolFailure`` of type `invalid_arguments` where they do not fit the parameters or the type.
    static func decode<Arguments: Decodable>(
        _ arguments: JSONValue,
        as type: Arguments.Type = Arguments.self,
        fitting schema: JSONSchema
    ) throws(ToolFailure) -> Arguments {
        let violations = schema.validate(arguments, nullIsAbsent: true)
        guard violations.isEmpty else { throw .invalidArguments(violations) }
        do {
            return try arguments.decoded(as: type)
        } catch let error as DecodingError {
            throw .invalidArguments(error)
        } catch {
            throw ToolFailure(error)
        }
    }
}
