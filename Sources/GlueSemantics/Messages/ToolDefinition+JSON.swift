public import GlueJSON

extension ToolDefinition {
    /// Reads an element of `gen_ai.tool.definitions`, or OpenAI's form with its `function` wrapper.
    ///
    /// - Throws: ``MessageError`` where the tool has no name.
    public init(json: JSONValue) throws(MessageError) {
        let function = json["function"] ?? json
        guard let name = function["name"]?.string else { throw MessageError(path: "name", expected: "a string") }
        self.init(name: name, description: function["description"]?.string ?? "", parameters: function["parameters"] ?? .object([:]))
    }

    /// The definition in the GenAI schema.
    public var json: JSONValue {
        ["type": "function", "name": .string(name), "description": .string(description), "parameters": parameters]
    }
}

extension ToolDefinition {
    /// The definition as OpenAI's chat completions have it.
    package var chatCompletionJSON: JSONValue {
        var function: JSONObject = ["name": .string(name)]
        if !description.isEmpty { function["description"] = .string(description) }
        function["parameters"] = parameters
        return ["type": "function", "function": .object(function)]
    }
}

extension [ToolDefinition] {
    /// The definitions as `gen_ai.tool.definitions`.
    public var json: JSONValue { .array(map(\.json)) }
}
