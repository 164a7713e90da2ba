import GlueJSON
import GlueSemantics

/// A model request as the body of Gemini's generateContent.
struct GeminiRequest {
    private(set) var json: JSONObject = [:]

    /// - Throws: ``LLMError/Kind/invalidRequest`` where the API has no form for something.
    init(_ request: ModelRequest) throws(LLMError) {
        var system = request.messages.filter { $0.role == .system && !$0.text.isEmpty }.map(\.text)
        // Models before Gemini 3 refuse to have a form set where there are tools; they can be told of it.
        let isFormTold = !request.tools.isEmpty && !Self.isThird(request.model)
        if isFormTold, let output = request.output { system.append(Self.instruction(output)) }
        if !system.isEmpty { json["systemInstruction"] = ["parts": .array(system.map { ["text": .string($0)] })] }
        json["contents"] = .array(try GeminiContents(request.messages.filter { $0.role != .system }).json)
        if !request.tools.isEmpty {
            json["tools"] = [["functionDeclarations": .array(request.tools.map(Self.declaration))]]
            json["toolConfig"] = Self.choice(request.parameters.toolChoice)
        }
        let generation = Self.generation(request, setsForm: !isFormTold)
        if !generation.isEmpty { json["generationConfig"] = .object(generation) }
        json.merge(request.parameters.extra, within: ["generationConfig", "toolConfig"])
    }

    private static func declaration(_ tool: ToolDefinition) -> JSONValue {
        var object: JSONObject = ["name": .string(tool.name)]
        if !tool.description.isEmpty { object["description"] = .string(tool.description) }
        let parameters = GeminiSchema.convert(tool.parameters)
        // An object without properties is refused.
        if parameters["properties"]?.object?.isEmpty == false { object["parameters"] = parameters }
        return .object(object)
    }

    private static func choice(_ choice: ToolChoice?) -> JSONValue? {
        let calling: JSONObject
        switch choice {
        case nil: return nil
        case .automatic?: calling = ["mode": "AUTO"]
        case .none?: calling = ["mode": "NONE"]
        case .required?: calling = ["mode": "ANY"]
        case .tool(let name)?: calling = ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
        }
        return ["functionCallingConfig": .object(calling)]
    }

    private static func instruction(_ output: OutputFormat) -> String {
        switch output {
        case .json: "Write the answer as JSON, without anything around it."
        case .schema(let output):
            "Write the answer as JSON that fits this schema, without anything around it: \(output.schema.value.text())"
        }
    }

    /// - Parameter setsForm: Whether the form of the answer is set here.
    private static func generation(_ request: ModelRequest, setsForm: Bool) -> JSONObject {
        let parameters = request.parameters
        var json: JSONObject = [:]
        json["temperature"] = parameters.temperature.map(JSONValue.number)
        json["topP"] = parameters.topP.map(JSONValue.number)
        json["topK"] = parameters.topK.map(JSONValue.init)
        json["maxOutputTokens"] = parameters.maxTokens.map(JSONValue.init)
        if !parameters.stopSequences.isEmpty { json["stopSequences"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        json["seed"] = parameters.seed.map(JSONValue.init)
        json["presencePenalty"] = parameters.presencePenalty.map(JSONValue.number)
        json["frequencyPenalty"] = parameters.frequencyPenalty.map(JSONValue.number)
        json["candidateCount"] = parameters.choices.map(JSONValue.init)
        if let count = parameters.tokenProbabilities {
            json["responseLogprobs"] = true
            if count > 0 { json["logprobs"] = JSONValue(count) }
        }
        if let effort = parameters.reasoningEffort { json["thinkingConfig"] = thinking(effort, request.model) }
        if setsForm, let output = request.output {
            json["responseMimeType"] = "application/json"
            if case .schema(let output) = output { json["responseSchema"] = GeminiSchema.convert(output.schema.value) }
        }
        return json
    }

    /// Models from Gemini 3 on are told in words how hard to think, those before in tokens.
    ///
    /// Source: Gemini API documentation, "Thinking".
    private static func thinking(_ effort: String, _ model: String) -> JSONValue {
        if isThird(model) { return ["thinkingLevel": .string(effort), "includeThoughts": true] }
        let tokens: Int
        switch effort {
        case "none": return ["thinkingBudget": 0]
        case "minimal", "low": tokens = 1024
        case "medium": tokens = 8192
        default: tokens = 24_576
        }
        return ["thinkingBudget": JSONValue(tokens), "includeThoughts": true]
    }

    /// Whether a model is of the third generation or a later one, by its name: `gemini-3-pro-preview`.
    private static func isThird(_ model: String) -> Bool {
        let name = model.split(separator: "/").last ?? ""
        let generation = name.split(separator: "-").dropFirst().first?.prefix { $0.isNumber }
        return name.hasPrefix("gemini-") && (generation.flatMap { Int($0) } ?? 0) >= 3
    }
}
