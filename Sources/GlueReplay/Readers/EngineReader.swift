import GlueJSON
import GlueOTLP
import GlueSemantics

/// Reads our own engine's model calls: everything as it was, nothing guessed.
struct EngineReader: ExchangeReader {
    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        guard node.isEngine, node.operation == GenAI.Operations.chat else { return nil }
        var exchange = GenAIReader.facts(of: index, in: trace)
        // The engine marks streamed calls alone.
        exchange.streamed = exchange.streamed ?? false
        let input = node[GenAINames.inputMessages]?.structured
        exchange.input = MessageReading.messages(input, isExact: true) ?? []
        exchange.output = MessageReading.messages(node[GenAINames.outputMessages]?.structured, isExact: true) ?? []
        if let definitions = node[GenAINames.toolDefinitions]?.structured?.array {
            exchange.tools = definitions.compactMap { try? ToolDefinition(json: $0) }
        } else if input != nil {
            // Where messages are captured, so are the tools; there were none.
            exchange.tools = []
        }
        for attribute in node.span.attributes where attribute.key.hasPrefix("openai.") {
            guard let value = attribute.value?.string else { continue }
            if attribute.key.hasPrefix("openai.response.") {
                exchange.responseDetails[attribute.key] = value
            } else {
                exchange.requestDetails[attribute.key] = value
            }
        }
        exchange.noteCuts(node)
        return exchange
    }
}
