import GlueOTLP
import GlueSemantics

/// Reads the exchanges of one convention.
protocol ExchangeReader: Sendable {
    /// The exchange that a span holds; nil where the span is none of this convention's model calls.
    func exchange(of index: Int, in trace: TraceIndex) -> Exchange?
}

/// Reads the exchanges of a trace, whatever tools wrote it: the first reader that knows a span reads it.
enum ExchangeReading {
    /// The particular ones first. Two of them may know a span, such as one that carries OpenInference and GenAI names.
    static let readers: [any ExchangeReader] = [
        EngineReader(), MLflowReader(), OpenInferenceReader(), LiteLLMReader(), GenAIReader(),
    ]

    static func exchanges(in trace: TraceIndex) -> [Exchange] {
        var found: [Int: Exchange] = [:]
        var order: [Int] = []
        for index in trace.nodes.indices {
            guard let exchange = readers.lazy.compactMap({ $0.exchange(of: index, in: trace) }).first else { continue }
            found[index] = exchange
            order.append(index)
        }
        for index in order {
            guard let inner = found[index], let outer = outerSpan(of: index, inner, found, trace) else { continue }
            found[outer]?.fill(from: inner)
            // Who reads the wire itself counts best.
            if trace.nodes[index].isClientLibrary, let usage = inner.usage { found[outer]?.usage = usage }
            found[index] = nil
        }
        mergeTwins(&found, order, trace)
        mergeClients(&found, order, trace)
        return order.compactMap { found[$0] }.enumerated().map { place, exchange in
            var exchange = exchange
            exchange.index = place
            exchange.listMissing()
            return exchange
        }
    }

    /// Spans of a client library that have neither a name nor a place in common with the span that holds the content: what was
    /// asked of the same model in the time of that span is that exchange.
    private static func mergeClients(_ found: inout [Int: Exchange], _ order: [Int], _ trace: TraceIndex) {
        var taken: Set<Int> = []
        for index in order where trace.nodes[index].isClientLibrary {
            guard let client = found[index], client.input.isEmpty, client.output.isEmpty else { continue }
            let span = trace.nodes[index].span
            let around = order.first { other in
                guard other != index, !taken.contains(other), let exchange = found[other], !exchange.input.isEmpty,
                    exchange.responseID == nil || client.responseID == nil, exchange.model == nil || exchange.model == client.model
                else { return false }
                let outer = trace.nodes[other].span
                return outer.startTimeUnixNano <= span.startTimeUnixNano && span.endTimeUnixNano <= outer.endTimeUnixNano
            }
            guard let around else { continue }
            taken.insert(around)
            found[around]?.fill(from: client)
            found[index] = nil
        }
    }

    /// A client library's span without content may stand beside the one with content, without being within it: they have the
    /// answer's name in common.
    private static func mergeTwins(_ found: inout [Int: Exchange], _ order: [Int], _ trace: TraceIndex) {
        var whole: [String: Int] = [:]
        for index in order {
            guard let exchange = found[index], let id = exchange.responseID, !exchange.input.isEmpty || !exchange.output.isEmpty else {
                continue
            }
            whole[id] = whole[id] ?? index
        }
        for index in order {
            guard let exchange = found[index], let id = exchange.responseID, exchange.input.isEmpty, exchange.output.isEmpty,
                let other = whole[id], other != index
            else { continue }
            found[other]?.fill(from: exchange)
            if trace.nodes[index].isClientLibrary, let usage = exchange.usage { found[other]?.usage = usage }
            found[index] = nil
        }
    }

    /// The span that recorded the same exchange as a span within it, such as an agent library's around that of the
    /// client library it uses.
    private static func outerSpan(of index: Int, _ inner: Exchange, _ found: [Int: Exchange], _ trace: TraceIndex) -> Int? {
        for ancestor in trace.ancestors(of: index) {
            if let outer = found[ancestor] {
                let differ = inner.responseID != nil && outer.responseID != nil && inner.responseID != outer.responseID
                return differ ? nil : ancestor
            }
            // An agent or a tool within a model call makes calls of its own.
            if trace.nodes[ancestor].isAgentOrTool { return nil }
        }
        return nil
    }
}

extension TraceNode {
    var operation: String? { self[GenAINames.operationName]?.string }

    var isAgentOrTool: Bool {
        ["invoke_agent", "execute_tool", "invoke_workflow"].contains(operation)
            || ["AGENT", "TOOL", "CHAIN"].contains(self["openinference.span.kind"]?.string)
    }

    /// Written by a provider's own client library, which knows the wire and no content.
    var isClientLibrary: Bool { scope == "com.anthropic.sdk.python" }

    /// Written by our own engine, or by the recorder in its manner.
    ///
    /// A backend that keeps no scopes leaves the names of our own to go by.
    var isEngine: Bool {
        scope == "GlueLLM" || scope == "GlueReplay" || scope.isEmpty && span.attributes.contains { $0.key.hasPrefix("gluellm.") }
    }

    var duration: Duration {
        .nanoseconds(Int64(clamping: span.endTimeUnixNano.subtractingReportingOverflow(span.startTimeUnixNano).partialValue))
    }
}

extension Exchange {
    /// An exchange of a span, with what all conventions have in common.
    init(_ node: TraceNode) {
        self.init(
            traceID: node.span.traceID,
            spanID: node.span.spanID,
            startTimeUnixNano: node.span.startTimeUnixNano,
            duration: node.duration
        )
    }

    /// Takes what another span of the same exchange knows and this one does not.
    mutating func fill(from other: Exchange) {
        provider = provider ?? other.provider
        server = server ?? other.server
        model = model ?? other.model
        responseModel = responseModel ?? other.responseModel
        responseID = responseID ?? other.responseID
        streamed = streamed ?? other.streamed
        if input.isEmpty { input = other.input }
        if output.isEmpty { output = other.output }
        tools = tools ?? other.tools
        usage = usage ?? other.usage
        finishReason = finishReason ?? other.finishReason
        timeToFirstChunk = timeToFirstChunk ?? other.timeToFirstChunk
        if failedAttempts.isEmpty { failedAttempts = other.failedAttempts }
    }

    /// Adds to ``missing`` what is not there. A failed exchange has no answer that could be missing.
    mutating func listMissing() {
        func note(_ isMissing: Bool, _ fact: Missing, _ missing: inout [Missing]) {
            if isMissing, !missing.contains(fact) { missing.append(fact) }
        }
        note(provider == nil, .provider, &missing)
        note(model == nil, .model, &missing)
        note(streamed == nil, .streamed, &missing)
        note(input.isEmpty, .input, &missing)
        note(tools == nil, .tools, &missing)
        guard error == nil else { return }
        note(responseModel == nil, .responseModel, &missing)
        note(responseID == nil, .responseID, &missing)
        note(output.isEmpty, .output, &missing)
        note(output.contains { $0.toolCalls.contains { $0.id == nil } }, .toolCallIDs, &missing)
        note(usage == nil, .usage, &missing)
        note(finishReason == nil, .finishReason, &missing)
    }
}
