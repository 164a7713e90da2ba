import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads model calls as MLflow's own tracing writes them: the bodies of request and answer, each value as JSON text.
struct MLflowReader: ExchangeReader {
    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        let type = node["mlflow.spanType"]?.structured?.string
        guard type == "CHAT_MODEL" || type == "LLM", let request = node["mlflow.spanInputs"]?.structured,
            let api = RecordedBody.api(ofRequest: request)
        else { return nil }
        let chunks = Self.pieces(of: node)
        // What MLflow makes of a stream loses tool calls and mixes choices; the pieces do not.
        let response = RecordedBody.response(ofPieces: chunks) ?? node["mlflow.spanOutputs"]?.structured.flatMap(RecordedBody.response)

        var exchange = Exchange(node)
        exchange.provider = node["mlflow.message.format"]?.structured?.string ?? node["mlflow.llm.provider"]?.structured?.string
        exchange.model = request["model"]?.string
        exchange.responseModel = response?.model ?? node["mlflow.llm.model"]?.structured?.string
        exchange.responseID = response?.id
        exchange.streamed = request["stream"]?.bool ?? !chunks.isEmpty
        exchange.parameters = RecordedBody.parameters(request, api)
        exchange.input = RecordedBody.messages(request, api)
        exchange.tools = RecordedBody.tools(request, api) ?? []
        exchange.usage = Self.usage(node["mlflow.chat.tokenUsage"]?.structured) ?? response?.usage
        AttemptReading.read(into: &exchange, index, trace)
        guard exchange.error == nil else { return exchange }
        exchange.output = response?.choices ?? []
        exchange.finishReason = exchange.output.first?.finishReason
        return exchange
    }

    /// The pieces of a streamed answer.
    static func pieces(of node: TraceNode) -> [JSONValue] {
        node.span.events.filter { $0.name.hasPrefix("mlflow.chunk.item.") }.compactMap { $0.attributes["mlflow.chunk.value"]?.structured }
    }

    private static func usage(_ json: JSONValue?) -> Usage? {
        func count(_ key: String) -> Int? { json?[key]?.integer.flatMap { Int(exactly: $0) } }
        guard let input = count("input_tokens"), let output = count("output_tokens") else { return nil }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: count("cache_read_input_tokens"),
            cacheWriteInputTokens: count("cache_creation_input_tokens")
        )
    }
}
