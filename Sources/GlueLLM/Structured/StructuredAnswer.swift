import GlueJSON
import GlueSemantics

/// How a model is asked for an answer in the form of a schema, and how that answer is read.
///
/// It makes no calls: the loop asks, this says what to ask and what to make of it.
struct StructuredAnswer: Sendable {
    let format: OutputSchema
    let mode: StructuredOutputMode
    /// Whether a value that fits the schema is one for the caller too; what it throws is told to the model.
    let accept: @Sendable (JSONValue) throws -> Void

    init(_ format: OutputSchema, mode: StructuredOutputMode, accept: @escaping @Sendable (JSONValue) throws -> Void = { _ in }) {
        self.format = OutputSchema(name: JSONSchema.name(from: format.name), schema: format.schema, strict: format.strict)
        self.mode = mode
        self.accept = accept
    }

    /// The member that holds an answer which is no object itself: providers want an object.
    static let wrapper = "value"

    /// What the user says where the model has given its answer as text already.
    static let turn = Message.user("Now give this answer as JSON, in the form that is asked for.")

    private var isWrapped: Bool { format.schema.value["type"] != "object" }

    /// The schema as the model is given it.
    var schema: JSONSchema {
        guard isWrapped else { return format.schema }
        var definitions = SchemaDefinitions()
        let inner = definitions.adopting(format.schema, of: Self.self)
        return definitions.complete(.object([Self.wrapper: inner]))
    }

    /// What is sent with the request: in strict form where the format asks for it and the schema allows it.
    private var sent: OutputSchema {
        let strict = schema.strict()
        let holds = format.strict && strict.isStrict
        return OutputSchema(name: format.name, schema: holds ? strict.schema : schema, strict: holds)
    }

    /// A request that asks for the answer; tools have no part in it.
    func request(_ request: ModelRequest) -> ModelRequest {
        var request = request
        request.tools = []
        request.parameters.toolChoice = nil
        switch mode {
        case .native: request.output = .schema(sent)
        case .tool:
            let description = schema.value["description"]?.string ?? "Takes the answer. Call it once, with the whole answer."
            request.tools = [ToolDefinition(name: format.name, description: description, parameters: sent.schema.value)]
            request.parameters.toolChoice = .tool(format.name)
        case .prompt: request.messages = instructed(request.messages)
        }
        return request
    }

    /// The messages with the schema at the end of the system prompt.
    private func instructed(_ messages: [Message]) -> [Message] {
        let instructions = """
            Answer with one JSON value that fits this JSON Schema, and with nothing else: no explanation, no code fence.
            \(schema.value.text())
            """
        guard let first = messages.first, first.role == .system else { return [.system(instructions)] + messages }
        return [Message(.system, parts: first.parts + [.text("\n\n" + instructions)], name: first.name)] + messages.dropFirst()
    }
}
