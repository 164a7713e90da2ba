import GlueJSON
import GlueOTLP
import GlueSemantics

/// What a span of the GenAI conventions stands for, and what was said in it.
struct ProfiledStep {
    enum Kind {
        case model, embedding, agent, tool, retriever, chain, guardrail
    }

    let kind: Kind
    let isRoot: Bool
    /// Empty where message content is not there.
    let input: [Message]
    let output: [Message]
    let tools: [ToolDefinition]

    /// Nil where the span is none of the conventions, such as an HTTP request.
    init?(_ span: OTLP.Span) {
        guard let kind = Self.kind(of: span) else { return nil }
        self.kind = kind
        isRoot = !span.parentSpanID.isValid
        let system = Self.messages(GenAI.Attributes.systemInstructions, in: span)
        input = system + Self.messages(GenAI.Attributes.inputMessages, orElse: OpenInference.inputValue, in: span)
        output = Self.messages(GenAI.Attributes.outputMessages, orElse: OpenInference.outputValue, in: span)
        let definitions = Self.json(GenAI.Attributes.toolDefinitions, in: span)?.array ?? []
        tools = definitions.compactMap { try? ToolDefinition(json: $0) }
    }

    private static func kind(of span: OTLP.Span) -> Kind? {
        switch span.attributes[GenAI.Attributes.operationName]?.string {
        case GenAI.Operations.chat, GenAI.Operations.generateContent, GenAI.Operations.textCompletion: .model
        case GenAI.Operations.embeddings: .embedding
        case GenAI.Operations.invokeAgent, GenAI.Operations.createAgent: .agent
        case GenAI.Operations.executeTool: .tool
        case GenAI.Operations.retrieval: .retriever
        case GenAI.Operations.invokeWorkflow, GenAI.Operations.plan: .chain
        default:
            if span.attributes[Glue.Attributes.guardrailDirection] != nil {
                .guardrail
            } else {
                span.attributes[Glue.Attributes.workflowStepIndex] != nil ? .chain : nil
            }
        }
    }

    private static func json(_ key: String, in span: OTLP.Span) -> JSONValue? {
        span.attributes[key]?.string.flatMap { try? JSONValue(parsing: $0) }
    }

    /// System instructions are parts without a message around them.
    private static func messages(_ key: String, orElse other: String? = nil, in span: OTLP.Span) -> [Message] {
        guard let json = json(key, in: span) ?? other.flatMap({ json($0, in: span) }) else { return [] }
        if key == GenAI.Attributes.systemInstructions {
            let parts = (json.array ?? []).map(MessagePart.init(json:))
            return parts.isEmpty ? [] : [Message(.system, parts: parts)]
        }
        return (try? [Message](json: json)) ?? []
    }
}

// MARK: - The forms of a conversation

extension ProfiledStep {
    /// What goes in as a request of OpenAI's chat completions.
    var requestJSON: String? {
        guard !input.isEmpty else { return nil }
        return JSONValue.object(["messages": .array(input.flatMap(Self.chatCompletion))]).text()
    }

    /// What comes out as an answer of OpenAI's chat completions.
    var responseJSON: String? {
        guard !output.isEmpty else { return nil }
        let choices = output.enumerated().map { index, message -> JSONValue in
            [
                "index": .integer(Int64(index)), "message": Self.chatCompletion(message).last ?? .null,
                "finish_reason": message.finishReason.map { .string($0.rawValue) } ?? .null,
            ]
        }
        return JSONValue.object(["choices": .array(choices)]).text()
    }

    var toolsJSON: String? {
        tools.isEmpty ? nil : JSONValue.array(tools.map(\.chatCompletionJSON)).text()
    }

    /// The last thing that was asked, as a reader would quote it.
    var question: String? { input.last { $0.role == .user }?.text.nonEmpty ?? input.last?.text.nonEmpty }
    var answer: String? { output.last?.text.nonEmpty }

    /// What these viewers cannot show is left out.
    private static func chatCompletion(_ message: Message) -> [JSONValue] {
        if let whole = try? ChatCompletionMessages(message) { return whole.json }
        var rest = message
        rest.parts.removeAll { part in (try? ChatCompletionMessages(Message(message.role, parts: [part]))) == nil }
        return (try? ChatCompletionMessages(rest))?.json ?? []
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
