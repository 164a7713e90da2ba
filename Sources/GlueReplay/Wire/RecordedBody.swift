import GlueJSON
import GlueLLM
import GlueSemantics

/// Reads bodies of requests and answers that a recorder kept, without having been told of which API they are.
enum RecordedBody {
    /// The API that a request is of; nil for what is no request.
    static func api(ofRequest json: JSONValue) -> WireAPI? {
        if json["input"] != nil { return .responses }
        guard let messages = json["messages"]?.array, messages.first?["role"]?.string != nil || messages.isEmpty else { return nil }
        let hasBlocks = messages.contains { message in
            message["content"]?.array?.contains { block in
                ["tool_use", "tool_result", "thinking", "redacted_thinking"].contains(block["type"]?.string) || block["source"] != nil
            } ?? false
        }
        let hasTools = json["tools"]?.array?.contains { $0["input_schema"] != nil } ?? false
        return hasBlocks || hasTools || json["system"] != nil ? .messages : .chatCompletions
    }

    static func messages(_ json: JSONValue, _ api: WireAPI) -> [Message] {
        switch api {
        case .responses: OpenAIResponses.messages(json)
        case .messages: AnthropicMessages.messages(json)
        case .chatCompletions, .embeddings: OpenAIChat.messages(json["messages"])
        }
    }

    static func tools(_ json: JSONValue, _ api: WireAPI) -> [ToolDefinition]? {
        api == .messages ? AnthropicMessages.tools(json["tools"]) : OpenAIChat.tools(json["tools"])
    }

    static func parameters(_ json: JSONValue, _ api: WireAPI) -> ModelParameters {
        switch api {
        case .responses: OpenAIResponses.parameters(json)
        case .messages: AnthropicMessages.parameters(json)
        case .chatCompletions, .embeddings: OpenAIChat.parameters(json)
        }
    }

    /// Reads an answer, also one that is the last event of a stream.
    static func response(_ json: JSONValue) -> ModelResponse? {
        if let inner = json["response"], inner["output"] != nil { return response(inner) }
        switch WireAPI(answer: json) {
        case .chatCompletions: return OpenAIChat.response(json)
        case .responses: return OpenAIResponses.response(json)
        case .messages: return AnthropicMessages.response(json)
        case .embeddings: return nil
        case nil: return json["output"]?.array == nil ? nil : OpenAIResponses.response(json)
        }
    }

    /// The answer that the pieces of a stream make together; nil for no pieces.
    static func response(ofPieces pieces: [JSONValue]) -> ModelResponse? {
        guard let first = pieces.first else { return nil }
        switch WireAPI(answer: first) {
        case nil, .embeddings: return nil
        // By itself: recorders leave members out that a stream of the wire always has.
        case .chatCompletions: return OpenAIChat.merged(pieces).flatMap(OpenAIChat.response)
        case .responses:
            if let last = pieces.last(where: { $0["response"]?["output"]?.array?.isEmpty == false }) { return response(last) }
            return assembled(pieces, .openAIResponses)
        case .messages: return assembled(pieces, .anthropic)
        }
    }

    private static func assembled(_ pieces: [JSONValue], _ form: AnswerForm) -> ModelResponse {
        var reader = form.reader
        var events: [ModelEvent] = []
        for piece in pieces { try? reader.read(piece, into: &events) }
        var assembly = ResponseAssembly()
        for event in events { assembly.add(event) }
        var response = assembly.response
        for index in response.choices.indices { response.choices[index].parts.removeAll(where: \.isState) }
        return response
    }
}
