import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads model calls by OpenInference: the bodies of request and answer where they were kept, else their fields.
struct OpenInferenceReader: ExchangeReader {
    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        guard node[OpenInference.spanKind]?.string == "LLM" else { return nil }
        let attributes = node.span.attributes
        let request = node[OpenInference.inputValue]?.structured.flatMap(Request.init)
        let answer = node[OpenInference.outputValue]?.structured
        let parameters = attributes["llm.invocation_parameters"]?.structured
        let response = answer.flatMap(RecordedBody.response)

        var exchange = Exchange(node)
        exchange.provider = attributes.first(of: "llm.provider", "llm.system", GenAINames.providerName)?.string?.lowercased()
        exchange.model = request?.json["model"]?.string ?? parameters?["model"]?.string
        exchange.responseModel = response?.model ?? attributes["llm.model_name"]?.string
        exchange.responseID = response?.id ?? Self.responseID(answer) ?? attributes[GenAINames.responseID]?.string
        exchange.streamed = Self.streamed(node, request?.json ?? parameters, answer)
        exchange.parameters = RecordedBody.parameters(request?.json ?? parameters ?? .null, request?.api ?? .chatCompletions)
        exchange.input =
            request.map { RecordedBody.messages($0.json, $0.api) } ?? Self.messages(attributes.tree(below: "llm.input_messages"))
        exchange.tools = Self.tools(attributes, request)
        exchange.usage = Self.usage(attributes) ?? response?.usage
        AttemptReading.read(into: &exchange, index, trace)
        guard exchange.error == nil else { return exchange }
        let flattened = Self.messages(attributes.tree(below: "llm.output_messages"))
        exchange.output = response.map(\.choices).flatMap { $0.isEmpty ? nil : $0 } ?? flattened
        exchange.finishReason =
            attributes["llm.finish_reason"]?.string.map(FinishReason.init(wire:)) ?? exchange.output.first?.finishReason
            ?? Self.finishReason(answer).map(FinishReason.init(wire:))
        return exchange
    }

    /// The request's body, where the instrumentation kept that and no form of its own.
    private struct Request {
        let json: JSONValue
        let api: WireAPI

        init?(_ json: JSONValue) {
            guard let api = RecordedBody.api(ofRequest: json), json["messages"]?.array?.isEmpty != true else { return nil }
            // What is wrapped, as by an application that traces a function of its own, has members of that name too.
            guard api != .responses || json["input"]?.string != nil || json["input"]?.array != nil else { return nil }
            self.json = json
            self.api = api
        }
    }

    /// LangChain keeps the answer's id within its own form.
    private static func responseID(_ answer: JSONValue?) -> String? {
        let output = answer?["llm_output"]?["id"]?.string
        return output ?? answer?["generations"]?[0]?[0]?["message"]?["kwargs"]?["response_metadata"]?["id"]?.string
    }

    /// LangChain keeps why the answer ended within its own form, under the name that the provider has for it.
    private static func finishReason(_ answer: JSONValue?) -> String? {
        let generation = answer?["generations"]?[0]?[0]
        let metadata = generation?["message"]?["kwargs"]?["response_metadata"]
        let places = [
            generation?["generation_info"]?["finish_reason"], metadata?["finish_reason"], metadata?["stop_reason"], metadata?["status"],
        ]
        return places.lazy.compactMap { $0?.string }.first
    }

    private static func streamed(_ node: TraceNode, _ parameters: JSONValue?, _ answer: JSONValue?) -> Bool? {
        if node.span.events.contains(where: { $0.name == "First Token Stream Event" }) { return true }
        // LangChain says `stream: false` of streams too; the type of its answer tells.
        if let type = answer?["generations"]?[0]?[0]?["type"]?.string { return type.hasSuffix("Chunk") }
        guard parameters != nil else { return nil }
        return parameters?["stream"]?.bool ?? false
    }

    /// Messages out of one attribute a field.
    private static func messages(_ tree: JSONValue?) -> [Message] {
        (tree?.array ?? []).compactMap { element in
            guard var message = element["message"]?.object else { return nil }
            if let calls = message["tool_calls"]?.array { message["tool_calls"] = .array(calls.compactMap { $0["tool_call"] }) }
            if let contents = message["contents"]?.array {
                message["content"] = .array(contents.compactMap { $0["message_content"] }.map(part))
            }
            return OpenAIChat.message(.object(message))
        }
    }

    private static func part(_ json: JSONValue) -> JSONValue {
        guard let url = json["image"]?["image"]?["url"] else { return json }
        return ["type": "image_url", "image_url": ["url": url]]
    }

    private static func tools(_ attributes: [OTLP.KeyValue], _ request: Request?) -> [ToolDefinition]? {
        if let request, let tools = RecordedBody.tools(request.json, request.api) { return tools }
        if let schemas = attributes.tree(below: "llm.tools")?.array {
            let definitions = JSONValue.array(schemas.compactMap { $0["tool"]?["json_schema"].map(OpenAIChat.structured) })
            return definitions[0]?["input_schema"] == nil ? OpenAIChat.tools(definitions) : AnthropicMessages.tools(definitions)
        }
        // A request that was kept whole offered none.
        return request == nil ? nil : []
    }

    private static func usage(_ attributes: [OTLP.KeyValue]) -> Usage? {
        guard let input = attributes["llm.token_count.prompt"]?.count, let output = attributes["llm.token_count.completion"]?.count
        else { return nil }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: attributes["llm.token_count.prompt_details.cache_read"]?.count,
            cacheWriteInputTokens: attributes["llm.token_count.prompt_details.cache_write"]?.count,
            reasoningTokens: attributes["llm.token_count.completion_details.reasoning"]?.count
        )
    }
}
