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
        let sent = raw.flatMap(Self.choices)
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

    /// What the provider answered, in OpenAI's form, from `llm.openai.choices` or that of a provider that speaks alike.
    private static func choices(_ raw: TraceNode) -> [Message]? {
        let choices = raw.span.attributes.first { $0.key.hasPrefix("llm.") && $0.key.hasSuffix(".choices") }
        guard let text = choices?.value?.string, let json = PythonLiteral.parse(text) else { return nil }
        return OpenAIChat.response(["choices": json])?.choices
    }
}
