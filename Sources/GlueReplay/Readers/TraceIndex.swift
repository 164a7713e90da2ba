import GlueOTLP

/// A span with what is needed to understand it.
struct TraceNode: Sendable {
    var span: OTLP.Span
    var scope: String
    /// The log records that name this span, in the order in which they came.
    var logs: [OTLP.LogRecord] = []
    /// The index of the parent; nil on a root and where the parent is not in the trace.
    var parent: Int?
    /// The indices of the children, in the order in which they began.
    var children: [Int] = []

    subscript(key: String) -> OTLP.AnyValue? { span.attributes[key] }
}

/// The spans of a trace as trees, in the order in which they began.
struct TraceIndex: Sendable {
    private(set) var nodes: [TraceNode]
    /// Log records that belong to no span of the trace.
    let strayLogs: [OTLP.LogRecord]

    private struct Key: Hashable {
        var trace: OTLP.TraceID
        var span: OTLP.SpanID
    }

    init(_ traces: OTLP.Traces, _ logs: OTLP.Logs = .init()) {
        var nodes: [TraceNode] = []
        for resource in traces.resourceSpans {
            for scope in resource.scopeSpans {
                nodes += scope.spans.map { TraceNode(span: $0, scope: scope.scope?.name ?? "") }
            }
        }
        // Stable, so that spans that began at one moment keep the order in which they came.
        nodes = nodes.enumerated()
            .sorted { ($0.element.span.startTimeUnixNano, $0.offset) < ($1.element.span.startTimeUnixNano, $1.offset) }
            .map(\.element)

        let places = Dictionary(
            nodes.enumerated().map { (Key(trace: $1.span.traceID, span: $1.span.spanID), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for index in nodes.indices {
            let span = nodes[index].span
            guard span.parentSpanID.isValid, let parent = places[Key(trace: span.traceID, span: span.parentSpanID)], parent != index
            else { continue }
            nodes[index].parent = parent
            nodes[parent].children.append(index)
        }
        var stray: [OTLP.LogRecord] = []
        for record in logs.records {
            if let index = places[Key(trace: record.traceID, span: record.spanID)] {
                nodes[index].logs.append(record)
            } else {
                stray.append(record)
            }
        }
        self.nodes = nodes
        strayLogs = stray
        adopt(stray)
    }

    /// Gives records that name no span to the span that was at work when they were written.
    ///
    /// Some tools emit what a streamed answer was after they have left its context.
    private mutating func adopt(_ stray: [OTLP.LogRecord]) {
        for record in stray where !record.spanID.isValid && record.name.hasPrefix("gen_ai.") {
            let time = record.timeUnixNano > 0 ? record.timeUnixNano : record.observedTimeUnixNano
            // It may come a little after the span has ended.
            let slack: UInt64 = 100_000_000
            let index = nodes.lastIndex { node in
                node.span.startTimeUnixNano <= time && time <= node.span.endTimeUnixNano.addingReportingOverflow(slack).partialValue
                    && GenAIReader.isModelCall(node) && !node.isClientLibrary
            }
            if let index { nodes[index].logs.append(record) }
        }
    }

    func children(of index: Int) -> [TraceNode] { nodes[index].children.map { nodes[$0] } }

    /// How many levels of spans are looked at: no program nests so deep, and a trace made to hurt must not hurt.
    static let depthLimit = 200

    /// The spans around a span, innermost first, at most ``depthLimit``. A cycle of parents, which only a damaged trace
    /// has, ends the walk.
    func ancestors(of index: Int) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = [index]
        var next = nodes[index].parent
        while let index = next, found.count < Self.depthLimit, seen.insert(index).inserted {
            found.append(index)
            next = nodes[index].parent
        }
        return found
    }
}
