extension OTLP {
    /// The spans of one trace in the order in which a tree of them is read: each before its children, siblings by
    /// their start.
    ///
    /// A list with depths and not a nest of nodes: a file may hold a chain of a million spans, and no reader of it may
    /// run out of stack.
    public struct TraceTree: Sendable, Hashable {
        public struct Node: Sendable, Hashable {
            public var span: Span
            /// 0 for a root.
            public var depth: Int
            /// The place of the parent in ``TraceTree/nodes``; nil for a root.
            public var parent: Int?
            /// Whether no sibling follows.
            public var isLast: Bool
            /// Whether the span names a parent that is not here.
            public var isOrphan: Bool
        }

        public var traceID: TraceID
        public var nodes: [Node]
    }
}

extension OTLP.Traces {
    /// The traces, by the start of their first span. A span that comes twice counts once.
    public var trees: [OTLP.TraceTree] {
        var byTrace: [OTLP.TraceID: [OTLP.Span]] = [:]
        var order: [OTLP.TraceID] = []
        for span in spans {
            if byTrace[span.traceID] == nil { order.append(span.traceID) }
            byTrace[span.traceID, default: []].append(span)
        }
        return order.map { OTLP.TraceTree(traceID: $0, spans: byTrace[$0] ?? []) }
            .sorted { ($0.nodes.first?.span.startTimeUnixNano ?? 0) < ($1.nodes.first?.span.startTimeUnixNano ?? 0) }
    }
}

extension OTLP.TraceTree {
    /// - Parameter spans: Spans of one trace, in any order.
    init(traceID: OTLP.TraceID, spans: [OTLP.Span]) {
        let spans = Self.unique(spans)
        let places = Dictionary(spans.enumerated().map { ($1.spanID, $0) }, uniquingKeysWith: { first, _ in first })
        var children: [Int: [Int]] = [:]
        var roots: [Int] = []
        for (place, span) in spans.enumerated() {
            if let parent = places[span.parentSpanID], parent != place {
                children[parent, default: []].append(place)
            } else {
                roots.append(place)
            }
        }
        self.traceID = traceID
        nodes = []
        var visited = Set<Int>()
        // Spans that are each other's ancestors hang from no root; the first of them is taken for one.
        for root in roots + spans.indices where !visited.contains(root) {
            append(root, spans, children, &visited)
        }
        markLast()
    }

    private mutating func append(_ root: Int, _ spans: [OTLP.Span], _ children: [Int: [Int]], _ visited: inout Set<Int>) {
        var pending: [(place: Int, depth: Int, parent: Int?)] = [(root, 0, nil)]
        while let (place, depth, parent) = pending.popLast() {
            guard visited.insert(place).inserted else { continue }
            let span = spans[place]
            let isOrphan = parent == nil && span.parentSpanID.isValid
            nodes.append(Node(span: span, depth: depth, parent: parent, isLast: true, isOrphan: isOrphan))
            let here = nodes.count - 1
            // Taken from the end, so the first child is put there last.
            pending += (children[place] ?? []).reversed().map { ($0, depth + 1, here) }
        }
    }

    /// A later sibling takes the mark from an earlier one.
    private mutating func markLast() {
        var latest: [Int?: Int] = [:]
        for place in nodes.indices {
            let parent = nodes[place].parent
            if let earlier = latest.updateValue(place, forKey: parent) { nodes[earlier].isLast = false }
        }
    }

    private static func unique(_ spans: [OTLP.Span]) -> [OTLP.Span] {
        var seen = Set<OTLP.SpanID>()
        return spans.filter { !$0.spanID.isValid || seen.insert($0.spanID).inserted }
            .enumerated()
            // Spans that start at one moment keep their order.
            .sorted { ($0.element.startTimeUnixNano, $0.offset) < ($1.element.startTimeUnixNano, $1.offset) }
            .map(\.element)
    }
}
