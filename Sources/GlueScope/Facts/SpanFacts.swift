import GlueLLM
import GlueOTLP
import GlueSemantics

/// What the store knows of a span without reading its content: what lists, searches and figures go by.
///
/// Whichever convention wrote the span, the facts are the same; see ``SpanFacts/Field``.
struct SpanFacts: Sendable, Hashable {
    /// Microseconds since 1970.
    var start: Int64
    /// In microseconds; zero while the span is open.
    var duration: Int64
    var name: String
    var isRoot: Bool
    /// Whether it has not ended as far as the sender knows.
    var isOpen: Bool
    /// One of ``GenAI/Operations``, or nil.
    var operation: String?
    var provider: String?
    /// The model that was asked, or answered where nobody told the asked one.
    var model: String?
    var tool: String?
    var workflow: String?
    var step: String?
    var session: String?
    var service: String?
    /// Nil where the span is no model call or nobody told.
    var usage: Usage?
    /// In billionths of a US dollar; nil where no price is known.
    var cost: Int64?
    /// The kind of failure; nil where the span did not fail.
    var error: String?
    /// In microseconds.
    var timeToFirstChunk: Int64?

    /// Whether the span is a call of a model, whose tokens and cost count. Spans around it tell the same tokens again.
    var isCall: Bool { operation.map(Self.calls.contains) ?? false }

    static let calls: Set<String> = [
        GenAI.Operations.chat, GenAI.Operations.textCompletion, GenAI.Operations.generateContent, GenAI.Operations.embeddings,
    ]

    var end: Int64 { start + duration }
}

extension SpanFacts {
    /// Of a span alone, as its page shows it.
    init(_ span: OTLP.Span) { self.init(span, service: nil, scope: "", prices: .shipped) }

    init(_ span: OTLP.Span, service: String?, scope: String, prices: PriceTable) {
        var values: [Field: OTLP.AnyValue] = [:]
        for attribute in span.attributes {
            // The first name of a field that holds something counts.
            guard let field = Field.of[attribute.key], let value = attribute.value, values[field] == nil else { continue }
            values[field] = value
        }
        start = Int64(clamping: span.startTimeUnixNano / 1000)
        isOpen = span.endTimeUnixNano == 0
        duration =
            isOpen || span.endTimeUnixNano < span.startTimeUnixNano
            ? 0 : Int64(clamping: (span.endTimeUnixNano - span.startTimeUnixNano) / 1000)
        name = span.name
        isRoot = !span.parentSpanID.isValid
        provider = values[.provider]?.string?.lowercased()
        model = values[.requestModel]?.string ?? values[.responseModel]?.string
        session = values[.session]?.string.flatMap { $0.isEmpty ? nil : $0 }
        tool = values[.tool]?.string
        workflow = values[.workflow]?.string
        self.service = service
        error = Self.error(span, values[.error])
        timeToFirstChunk = values[.timeToFirstChunk]?.double.flatMap { Int64(exactly: ($0 * 1_000_000).rounded()) }
        // A client library's own span beside the one with the content tells the same call twice.
        operation = scope == Self.clientLibrary ? nil : Self.operation(values, span.name)
        if span.name.hasPrefix(Self.stepPrefix) { step = String(span.name.dropFirst(Self.stepPrefix.count)) }
        if operation != GenAI.Operations.executeTool { tool = nil }
        guard isCall else { return }
        usage = Self.usage(values)
        cost = Self.cost(values, usage, provider: provider, prices)
    }

    private static let clientLibrary = "com.anthropic.sdk.python"
    private static let stepPrefix = SpanNames.workflowStep("")

    private static func operation(_ values: [Field: OTLP.AnyValue], _ name: String) -> String? {
        for field in [Field.operation, .kind] {
            guard let word = values[field]?.string?.lowercased() else { continue }
            if let known = operations[word] { return known }
            if field == .operation || calls.contains(word) { return word }
        }
        return nil
    }

    /// What other tools call the operations.
    private static let operations: [String: String] = [
        "llm": GenAI.Operations.chat, "chat_model": GenAI.Operations.chat, "completion": GenAI.Operations.chat,
        "acompletion": GenAI.Operations.chat, "responses": GenAI.Operations.chat, "aresponses": GenAI.Operations.chat,
        "anthropic_messages": GenAI.Operations.chat, "atext_completion": GenAI.Operations.textCompletion,
        "embedding": GenAI.Operations.embeddings, "tool": GenAI.Operations.executeTool, "agent": GenAI.Operations.invokeAgent,
        "workflow": GenAI.Operations.invokeWorkflow, "chain": GenAI.Operations.invokeWorkflow,
        "retriever": GenAI.Operations.retrieval, "guardrail": "guardrail", "reranker": "rerank",
    ]

    private static func usage(_ values: [Field: OTLP.AnyValue]) -> Usage? {
        guard let input = values[.input].flatMap(count), let output = values[.output].flatMap(count) else { return nil }
        return Usage(
            inputTokens: input,
            outputTokens: output,
            cachedInputTokens: values[.cached].flatMap(count),
            cacheWriteInputTokens: values[.cacheWrite].flatMap(count),
            reasoningTokens: values[.reasoning].flatMap(count)
        )
    }

    /// A count, within what can be added up without overflow.
    private static func count(_ value: OTLP.AnyValue) -> Int? {
        let number = value.int ?? value.double.flatMap { Int64(exactly: $0.rounded()) } ?? value.string.flatMap { Int64($0) }
        return number.map { Int(min(max($0, 0), 1 << 40)) }
    }

    private static func cost(_ values: [Field: OTLP.AnyValue], _ usage: Usage?, provider: String?, _ prices: PriceTable) -> Int64? {
        if let told = values[.cost]?.double { return billionths(told) }
        guard let usage, let asked = values[.requestModel]?.string ?? values[.responseModel]?.string else { return nil }
        return prices.cost(of: usage, answered: values[.responseModel]?.string, asked: asked, provider: provider).dollars.flatMap(
            billionths
        )
    }

    static func billionths(_ dollars: Double) -> Int64? {
        dollars.isFinite && dollars >= 0 && dollars < 1e9 ? Int64((dollars * 1e9).rounded()) : nil
    }

    private static func error(_ span: OTLP.Span, _ type: OTLP.AnyValue?) -> String? {
        guard type != nil || span.status?.code == .error else { return nil }
        if let type = type?.string, !type.isEmpty { return type }
        // A message may have as many values as there are failures; a list of kinds must not.
        return ErrorNames.other
    }
}

extension SpanFacts {
    /// What an attribute tells, under whichever name.
    enum Field {
        case operation, kind, provider, requestModel, responseModel, tool, workflow, session, error, cost, timeToFirstChunk
        case input, output, cached, cacheWrite, reasoning

        /// The names of the GenAI conventions, old and new, and of the other conventions that tell the same.
        static let of: [String: Field] = [
            GenAI.Attributes.operationName: .operation,
            OpenInference.spanKind: .kind, MLflowNames.spanType: .kind, "traceloop.span.kind": .kind, "llm.request.type": .kind,
            GenAI.Attributes.providerName: .provider, "gen_ai.system": .provider, "llm.provider": .provider,
            GenAI.Attributes.requestModel: .requestModel,
            GenAI.Attributes.responseModel: .responseModel, "llm.model_name": .responseModel, "embedding.model_name": .responseModel,
            GenAI.Attributes.toolName: .tool, "tool.name": .tool, "traceloop.entity.name": .tool,
            GenAI.Attributes.workflowName: .workflow, "traceloop.workflow.name": .workflow,
            GenAI.Attributes.conversationID: .session, SessionNames.sessionID: .session,
            "traceloop.association.properties.session_id": .session,
            ErrorNames.type: .error,
            Glue.Attributes.costUSD: .cost, "llm.cost.total": .cost, "operation.cost": .cost, "gen_ai.usage.cost": .cost,
            GenAI.Attributes.responseTimeToFirstChunk: .timeToFirstChunk,
            "gen_ai.client.operation.time_to_first_chunk": .timeToFirstChunk,
            GenAI.Attributes.usageInputTokens: .input, "gen_ai.usage.prompt_tokens": .input, "llm.token_count.prompt": .input,
            GenAI.Attributes.usageOutputTokens: .output, "gen_ai.usage.completion_tokens": .output, "llm.token_count.completion": .output,
            GenAI.Attributes.usageCacheReadInputTokens: .cached, "gen_ai.usage.cache_read_input_tokens": .cached,
            "llm.token_count.prompt_details.cache_read": .cached,
            GenAI.Attributes.usageCacheWriteInputTokens: .cacheWrite, GenAI.Attributes.usageCacheCreationInputTokens: .cacheWrite,
            "gen_ai.usage.cache_creation_input_tokens": .cacheWrite, "llm.token_count.prompt_details.cache_write": .cacheWrite,
            GenAI.Attributes.usageReasoningOutputTokens: .reasoning, "gen_ai.usage.reasoning_tokens": .reasoning,
            "llm.token_count.completion_details.reasoning": .reasoning,
        ]
    }
}
