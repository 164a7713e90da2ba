import GlueJSON
import GlueSemantics

/// A model request as the body of a chat completion request.
struct OpenAIRequest {
    let json: JSONValue

    /// - Parameter outputLimit: The member that bounds the answer's tokens.
    /// - Throws: ``LLMError/Kind/invalidRequest`` where a message has a part that the API has no form for, or extra members
    ///   ask for an answer in pieces.
    init(_ request: ModelRequest, outputLimit: String) throws(LLMError) {
        if request.parameters.extra["stream"]?.bool == true {
            throw LLMError(.invalidRequest, "a whole answer is asked for here; remove stream from the extra parameters")
        }
        var messages: [JSONValue] = []
        for message in request.messages {
            do throws(UnsupportedPart) {
                messages += try ChatCompletionMessages(message).json
            } catch {
                throw LLMError(.invalidRequest, "chat completions take no \(error.what); use another form of it or another provider")
            }
        }
        var body: JSONObject = ["model": .string(request.model), "messages": .array(messages)]
        if !request.tools.isEmpty { body["tools"] = .array(request.tools.map(\.chatCompletionJSON)) }
        body.add(request.parameters, outputLimit: outputLimit, hasTools: !request.tools.isEmpty)
        json = .object(body)
    }
}

extension JSONObject {
    fileprivate mutating func add(_ parameters: ModelParameters, outputLimit: String, hasTools: Bool) {
        self["temperature"] = parameters.temperature.map(JSONValue.number)
        self["top_p"] = parameters.topP.map(JSONValue.number)
        self[outputLimit] = parameters.maxTokens.map { .integer(Int64($0)) }
        if !parameters.stopSequences.isEmpty { self["stop"] = .array(parameters.stopSequences.map(JSONValue.string)) }
        self["seed"] = parameters.seed.map { .integer(Int64($0)) }
        self["frequency_penalty"] = parameters.frequencyPenalty.map(JSONValue.number)
        self["presence_penalty"] = parameters.presencePenalty.map(JSONValue.number)
        self["reasoning_effort"] = parameters.reasoningEffort.map(JSONValue.string)
        // Without tools both are refused.
        if hasTools {
            self["tool_choice"] = parameters.toolChoice?.openAI
            self["parallel_tool_calls"] = parameters.parallelToolCalls.map(JSONValue.bool)
        }
        for member in parameters.extra { self[member.key] = member.value }
    }
}

extension ToolChoice {
    fileprivate var openAI: JSONValue {
        switch self {
        case .automatic: "auto"
        case .none: "none"
        case .required: "required"
        case .tool(let name): ["type": "function", "function": ["name": .string(name)]]
        }
    }
}
