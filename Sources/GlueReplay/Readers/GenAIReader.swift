import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads model calls by the GenAI conventions, old and new, with content in attributes, in log records or in events.
struct GenAIReader: ExchangeReader {
    private static let operations: Set<String> = ["chat", "text_completion", "generate_content"]

    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        guard Self.isModelCall(node) else { return nil }
        var exchange = Self.facts(of: index, in: trace)
        let content = GenAIContent(node)
        exchange.input = content.input ?? Self.agentInput(of: index, in: trace) ?? []
        if exchange.error == nil { exchange.output = content.output ?? [] }
        exchange.tools = content.tools
        exchange.finishReason = exchange.finishReason ?? exchange.output.first?.finishReason
        exchange.noteCuts(node)
        return exchange
    }

    static func isModelCall(_ node: TraceNode) -> Bool {
        if let operation = node.operation { return operations.contains(operation) }
        return ["chat", "completion"].contains(node["llm.request.type"]?.string)
    }

    /// All but the messages and the tools.
    static func facts(of index: Int, in trace: TraceIndex) -> Exchange {
        let node = trace.nodes[index]
        // Some write usage and finish reasons into the log record of the call alone.
        let details = node.logs.first(where: GenAIContent.isDetails)?.attributes ?? []
        let attributes = node.span.attributes + details
        var exchange = Exchange(node)
        exchange.provider = attributes.first(of: GenAINames.providerName, "gen_ai.system")?.string?.lowercased()
        if let host = attributes[HTTP.Attributes.serverAddress]?.string {
            exchange.server = ServerAddress(host: host, port: attributes[HTTP.Attributes.serverPort]?.count ?? 443)
        }
        exchange.model = attributes[GenAINames.requestModel]?.string
        exchange.responseModel = attributes[GenAINames.responseModel]?.string
        exchange.responseID = attributes[GenAINames.responseID]?.string
        exchange.timeToFirstChunk =
            attributes.first(of: GenAINames.responseTimeToFirstChunk, "gen_ai.client.operation.time_to_first_chunk")?
            .double.flatMap(Duration.init(recordedSeconds:))
        exchange.streamed =
            attributes.first(of: GenAINames.requestStream, "gen_ai.is_streaming", "llm.is_streaming")?.flag
            ?? (exchange.timeToFirstChunk == nil ? nil : true)
        exchange.parameters = ModelParameters(recorded: attributes)
        exchange.usage = usage(attributes)
        exchange.finishReason = finishReason(attributes)
        AttemptReading.read(into: &exchange, index, trace)
        return exchange
    }

    private static func usage(_ attributes: [OTLP.KeyValue]) -> Usage? {
        guard let input = attributes.first(of: GenAINames.usageInputTokens, "gen_ai.usage.prompt_tokens")?.count,
            let output = attributes.first(of: GenAINames.usageOutputTokens, "gen_ai.usage.completion_tokens")?.count
        else { return nil }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: attributes.first(of: GenAINames.usageCacheReadInputTokens, "gen_ai.usage.cache_read_input_tokens")?.count,
            cacheWriteInputTokens: attributes.first(
                of: GenAINames.usageCacheWriteInputTokens,
                GenAINames.usageCacheCreationInputTokens,
                "gen_ai.usage.cache_creation_input_tokens"
            )?.count,
            reasoningTokens: attributes.first(
                of: GenAINames.usageReasoningOutputTokens,
                "gen_ai.usage.reasoning_tokens",
                "gen_ai.usage.details.reasoning_tokens"
            )?.count
        )
    }

    private static func finishReason(_ attributes: [OTLP.KeyValue]) -> FinishReason? {
        guard let value = attributes[GenAINames.responseFinishReasons] else { return nil }
        let reasons = value.structured?.array ?? [value.plain]
        return reasons.first?.string.map(FinishReason.init(wire:))
    }

    /// A call that failed may have left its messages on the agent's span alone.
    private static func agentInput(of index: Int, in trace: TraceIndex) -> [Message]? {
        for ancestor in trace.ancestors(of: index) {
            let node = trace.nodes[ancestor]
            guard let value = node.span.attributes.first(of: "pydantic_ai.all_messages", "all_messages_events")?.structured else {
                continue
            }
            let instructions = MessageReading.instructions(node[GenAINames.systemInstructions]?.structured)
            return (instructions.map { [$0] } ?? []) + (MessageReading.messages(value) ?? [])
        }
        return nil
    }
}

extension Exchange {
    /// Lists what a bound on content left out.
    mutating func noteCuts(_ node: TraceNode) {
        if MessageReading.isCut(node[GenAINames.inputMessages]?.structured) { missing.append(.inputCut) }
        if MessageReading.isCut(node[GenAINames.outputMessages]?.structured) { missing.append(.outputCut) }
        if MessageReading.isCut(node[GenAINames.toolDefinitions]?.structured) { missing.append(.toolsCut) }
    }
}

extension ModelParameters {
    /// What a span says of how a model was to answer.
    init(recorded attributes: [OTLP.KeyValue]) {
        self.init(
            temperature: attributes[GenAINames.requestTemperature]?.double,
            topP: attributes[GenAINames.requestTopP]?.double,
            maxTokens: attributes[GenAINames.requestMaxTokens]?.count,
            stopSequences: attributes[GenAINames.requestStopSequences]?.array?.compactMap(\.string) ?? [],
            seed: attributes.first(of: GenAINames.requestSeed, "gen_ai.openai.request.seed")?.count,
            frequencyPenalty: attributes[GenAINames.requestFrequencyPenalty]?.double,
            presencePenalty: attributes[GenAINames.requestPresencePenalty]?.double,
            reasoningEffort: attributes[GenAINames.requestReasoningLevel]?.string
        )
        if let count = attributes[GenAINames.requestTopK]?.count { extra["top_k"] = .integer(Int64(count)) }
        if let count = attributes[GenAINames.requestChoiceCount]?.count { extra["n"] = .integer(Int64(count)) }
    }
}
