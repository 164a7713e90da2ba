import GlueOTLP
import GlueSemantics
import GlueTelemetry

/// What a span of the engine, or of anything that keeps to the GenAI conventions, tells a run.
struct RecordedStep: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case model = "llm"
        case embedding
        case retrieval
        case tool
        /// A completion with all its rounds.
        case agent
        case workflow
    }

    var kind: Kind
    var traceID: OTLP.TraceID
    var spanID: OTLP.SpanID
    /// Nanoseconds since 1970 in UTC.
    var endTimeUnixNano: UInt64
    var duration: Duration
    var attributes: [OTLP.KeyValue]
    var hasFailed: Bool
    /// How often the request was sent again.
    var retries: Int

    /// Nil where the span is none of these.
    private init?(
        _ attributes: [OTLP.KeyValue],
        _ traceID: OTLP.TraceID,
        _ spanID: OTLP.SpanID,
        start: UInt64,
        end: UInt64,
        hasFailed: Bool,
        retries: Int
    ) {
        switch attributes[GenAI.Attributes.operationName]?.string {
        case GenAI.Operations.chat, GenAI.Operations.generateContent, GenAI.Operations.textCompletion: kind = .model
        case GenAI.Operations.embeddings: kind = .embedding
        case GenAI.Operations.retrieval: kind = .retrieval
        case GenAI.Operations.executeTool: kind = .tool
        case GenAI.Operations.invokeAgent: kind = .agent
        case GenAI.Operations.invokeWorkflow: kind = .workflow
        default: return nil
        }
        self.attributes = attributes
        self.traceID = traceID
        self.spanID = spanID
        endTimeUnixNano = end
        duration = end > start ? .nanoseconds(Int64(clamping: end - start)) : .zero
        self.hasFailed = hasFailed
        self.retries = retries
    }

    init?(_ span: OTLP.Span, retries: Int) {
        self.init(
            span.attributes,
            span.traceID,
            span.spanID,
            start: span.startTimeUnixNano,
            end: span.endTimeUnixNano,
            hasFailed: span.status?.code == .error,
            retries: retries
        )
    }

    init?(_ span: FinishedSpan, retries: Int) {
        self.init(
            span.attributes,
            span.context.traceID,
            span.context.spanID,
            start: span.startTimeUnixNano,
            end: span.endTimeUnixNano,
            hasFailed: span.status?.code == .error,
            retries: retries
        )
    }

    var time: MLflowTime { MLflowTime(milliseconds: Int64(clamping: endTimeUnixNano / 1_000_000)) }

    /// What it measured, by the names of metrics; see ``RunStatistics``.
    var measurements: [(name: String, value: Double)] {
        let prefix = kind.rawValue
        var all: [(String, Double)] = [("\(prefix).latency_seconds", duration / .seconds(1))]
        func add(_ name: String, _ value: Double?) {
            if let value { all.append(("\(prefix).\(name)", value)) }
        }
        func number(_ key: String) -> Double? { attributes[key]?.double }
        switch kind {
        case .model, .embedding:
            let input = number(GenAI.Attributes.usageInputTokens)
            let output = number(GenAI.Attributes.usageOutputTokens)
            add("tokens.prompt", input)
            if kind == .model { add("tokens.completion", output) }
            if input != nil || output != nil { add("tokens.total", (input ?? 0) + (output ?? 0)) }
            add("tokens.cached", number(GenAI.Attributes.usageCacheReadInputTokens))
            add("tokens.cache_write", number(GenAI.Attributes.usageCacheWriteInputTokens))
            add("tokens.reasoning", number(GenAI.Attributes.usageReasoningOutputTokens))
            add("cost_usd", number(Glue.Attributes.costUSD))
            add("time_to_first_chunk_seconds", number(GenAI.Attributes.responseTimeToFirstChunk))
            if retries > 0 { add("retries", Double(retries)) }
        case .agent:
            add("iterations", number(Glue.Attributes.iterations))
            add("tool_calls", number(Glue.Attributes.toolCalls))
        case .workflow:
            add("iterations", number(Glue.Attributes.workflowIterations))
        case .tool, .retrieval: break
        }
        add(hasFailed ? "error" : "success", 1)
        return all
    }

    /// What it was set to, by the names of params.
    var settings: [(name: String, value: String)] {
        func text(_ key: String) -> String? { attributes[key].flatMap(Self.text) }
        var all: [(String, String)] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { all.append((name, value)) }
        }
        switch kind {
        case .model:
            add("llm.provider", text(GenAI.Attributes.providerName))
            add("llm.model", text(GenAI.Attributes.requestModel))
            add("llm.response_model", text(GenAI.Attributes.responseModel))
            add("llm.finish_reason", attributes[GenAI.Attributes.responseFinishReasons]?.array?.first?.string)
            add("llm.temperature", text(GenAI.Attributes.requestTemperature))
            add("llm.top_p", text(GenAI.Attributes.requestTopP))
            add("llm.max_tokens", text(GenAI.Attributes.requestMaxTokens))
            add("llm.seed", text(GenAI.Attributes.requestSeed))
            add("llm.reasoning_level", text(GenAI.Attributes.requestReasoningLevel))
            add("llm.has_tool_calls", hasToolCalls.map { $0 ? "true" : "false" })
        case .embedding: add("embedding.model", text(GenAI.Attributes.requestModel))
        case .agent: add("agent.name", text(GenAI.Attributes.agentName))
        case .workflow:
            add("workflow.name", text(GenAI.Attributes.workflowName))
            add("workflow.kind", text(Glue.Attributes.workflowKind))
            add("workflow.config", text(Glue.Attributes.workflowConfig))
        case .tool: add("tool.name", text(GenAI.Attributes.toolName))
        case .retrieval: break
        }
        if hasFailed { add("\(kind.rawValue).error_type", text(ErrorNames.type)) }
        return all
    }

    /// By how the answer ended; nil where that is not known.
    private var hasToolCalls: Bool? {
        attributes[GenAI.Attributes.responseFinishReasons]?.array.map { reasons in
            reasons.contains { $0.string == "tool_calls" || $0.string == "tool_call" }
        }
    }

    private static func text(_ value: OTLP.AnyValue) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
        case .bool(let flag): String(flag)
        default: nil
        }
    }
}
