import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads model calls of litellm: the GenAI conventions but for tool calls, which stand beside them without ids.
///
/// A child span holds what went to the provider, as Python literals; the ids are there.
struct LiteLLMReader: ExchangeReader {
    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        guard node.scope == "litellm", var exchange = GenAIReader().exchange(of: index, in: trace) else { return nil }
        let raw = trace.children(of: index).first { $0.span.name == "raw_gen_ai_request" }
        guard exchange.error == nil else {
            // On failures litellm puts its own name for the call there.
            exchange.responseID = nil
            return exchange
        }
        // Of providers that do not speak like OpenAI the span has a name of litellm's own.
        if let id = raw.flatMap(Self.responseID) { exchange.responseID = id }
        let sent = raw.flatMap(Self.choices)
        if exchange.tools == nil, let tools = raw.flatMap({ Self.value("tools", of: $0) }).flatMap({ PythonLiteral.parse($0) }) {
            exchange.tools = OpenAIChat.tools(tools)
        }
        if exchange.output.allSatisfy(\.toolCalls.isEmpty) {
            if let sent, sent.contains(where: { !$0.toolCalls.isEmpty }) {
                exchange.output = sent
            } else {
                Self.add(Self.calls(of: node), to: &exchange)
            }
        }
        exchange.finishReason = exchange.finishReason ?? exchange.output.first?.finishReason
        return exchange
    }

    private static func calls(of node: TraceNode) -> [ToolCall] {
        (node.span.attributes.tree(below: "gen_ai.completion")?.array ?? []).compactMap { json in
            json["function_call"].flatMap { OpenAIChat.toolCall(["function": $0]) }
        }
    }

    private static func add(_ calls: [ToolCall], to exchange: inout Exchange) {
        guard !calls.isEmpty, exchange.output.count == 1 else { return }
        exchange.output[0].parts += calls.map(MessagePart.toolCall)
    }

    /// What the provider answered, from `llm.openai.choices` or that of a provider that speaks alike, or
    /// `llm.anthropic.content`.
    private static func choices(_ raw: TraceNode) -> [Message]? {
        if let choices = value("choices", of: raw).flatMap({ PythonLiteral.parse($0) }) {
            return OpenAIChat.response(["choices": choices])?.choices
        }
        if let output = value("output", of: raw).flatMap({ PythonLiteral.parse($0) }) {
            return OpenAIResponses.response(["object": "response", "output": output])?.choices
        }
        guard let content = value("content", of: raw).flatMap({ PythonLiteral.parse($0) }) else { return nil }
        let reason = value("stop_reason", of: raw).map(JSONValue.string) ?? .null
        return AnthropicMessages.response(["content": content, "stop_reason": reason])?.choices
    }

    private static func responseID(_ raw: TraceNode) -> String? {
        value("id", of: raw).flatMap { $0.isEmpty || $0 == "None" ? nil : $0 }
    }

    /// The member of the answer's body under `llm.PROVIDER.`.
    private static func value(_ member: String, of raw: TraceNode) -> String? {
        raw.span.attributes.first { attribute in
            let path = attribute.key.split(separator: ".", omittingEmptySubsequences: false)
            return path.count == 3 && path[0] == "llm" && path[2] == member
        }?.value?.string
    }
}
