import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads model calls by the GenAI conventions, old and new, with content in attributes, in log records or in events.
struct GenAIReader: ExchangeReader {
    /// Those of the conventions, and the names of litellm's own functions that it writes in their place.
    private static let operations: Set<String> = [
        "chat", "text_completion", "generate_content", "completion", "acompletion", "responses", "aresponses", "atext_completion",
        "anthropic_messages",
    ]

    func exchange(of index: Int, in trace: TraceIndex) -> Exchange? {
        let node = trace.nodes[index]
        guard Self.isModelCall(node) else { return nil }
        var exchange = Self.facts(of: index, in: trace)
        let content = GenAIContent(node)
        exchange.input = (content.input ?? Self.agentInput(of: index, in: trace) ?? []).withCallIDs
        if exchange.error == nil { exchange.output = content.output ?? [] }
        exchange.tools = content.tools
        // What MLflow makes of a stream is not what came; what it kept of the pieces is.
        let told = MLflowReader.pieces(of: node).isEmpty ? exchange.finishReason : nil
        exchange.finishReason = told ?? exchange.output.first?.finishReason ?? exchange.finishReason
        if exchange.streamed == nil { exchange.streamed = node.scope == "mlflow.tracing.provider" ? node["stream"]?.structured?.bool : nil }
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
        // MLflow puts the model that answered there, and the one that was asked beside it.
        let asked = node.scope == "mlflow.tracing.provider" ? node["model"]?.structured?.string : nil
        exchange.model = asked ?? attributes[GenAINames.requestModel]?.string
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
        // Anthropic's own client has a name of its own for it.
        guard let value = attributes.first(of: GenAINames.responseFinishReasons, "anthropic.message.stop_reason") else { return nil }
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

extension [Message] {
    /// Tool answers that were recorded without the id of their call get it where order tells: as many answers follow the calls
    /// as there are calls.
    fileprivate var withCallIDs: [Message] {
        guard contains(where: { $0.role == .tool && $0.answeredCall == nil }) else { return self }
        var messages = self
        for (index, message) in enumerated() where message.role == .assistant && !message.toolCalls.isEmpty {
            let answers = indices.dropFirst(index + 1).prefix { self[$0].role == .tool }
            guard answers.count == message.toolCalls.count, answers.allSatisfy({ self[$0].answeredCall == nil }) else { continue }
            for (place, call) in zip(answers, message.toolCalls) {
                guard case .toolCallResponse(var answer)? = messages[place].parts.first else { continue }
                answer.id = call.id
                messages[place].parts[0] = .toolCallResponse(answer)
            }
        }
        return messages
    }
}

extension Message {
    fileprivate var answeredCall: String? {
        if case .toolCallResponse(let answer)? = parts.first { answer.id } else { nil }
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
            topK: attributes[GenAINames.requestTopK]?.count,
            maxTokens: attributes[GenAINames.requestMaxTokens]?.count,
            stopSequences: attributes[GenAINames.requestStopSequences]?.array?.compactMap(\.string) ?? [],
            seed: attributes.first(of: GenAINames.requestSeed, "gen_ai.openai.request.seed")?.count,
            frequencyPenalty: attributes[GenAINames.requestFrequencyPenalty]?.double,
            presencePenalty: attributes[GenAINames.requestPresencePenalty]?.double,
            reasoningEffort: attributes[GenAINames.requestReasoningLevel]?.string,
            choices: attributes[GenAINames.requestChoiceCount]?.count
        )
    }
}
