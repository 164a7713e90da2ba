import GlueOTLP
import Testing

@Suite("Trace trees")
struct TraceTreeTests {
    @Test("Children follow their parent by their start, whatever order they came in")
    func order() {
        let tree = tree([span(3, parent: 1, start: 30), span(4, parent: 2, start: 25), span(2, parent: 1, start: 20), span(1, start: 10)])
        #expect(tree?.nodes.map(\.span.spanID.value) == [1, 2, 4, 3])
        #expect(tree?.nodes.map(\.depth) == [0, 1, 2, 1])
        #expect(tree?.nodes.map(\.isLast) == [true, false, true, true])
        #expect(tree?.nodes.map(\.parent) == [nil, 0, 1, 0])
    }

    @Test("A span whose parent is missing is a root that says so")
    func orphan() {
        let tree = tree([span(2, parent: 9, start: 1)])
        #expect(tree?.nodes.map(\.isOrphan) == [true])
        #expect(tree?.nodes.map(\.depth) == [0])
    }

    @Test("Spans that are each other's ancestors are all shown, once")
    func cycle() {
        let tree = tree([span(1, parent: 2, start: 1), span(2, parent: 1, start: 2), span(3, parent: 3, start: 3)])
        #expect(tree?.nodes.map(\.span.spanID.value).sorted() == [1, 2, 3])
    }

    @Test("A span that was sent twice counts once")
    func duplicate() {
        #expect(tree([span(1, start: 1), span(1, start: 1)])?.nodes.count == 1)
    }

    @Test("Traces are told apart and stand by their start")
    func traces() {
        let traces = OTLP.Traces([
            OTLP.ResourceSpans(scopeSpans: [
                OTLP.ScopeSpans(spans: [span(1, trace: 7, start: 20), span(2, trace: 8, start: 10)]),
                OTLP.ScopeSpans(spans: [span(3, trace: 7, parent: 1, start: 21)]),
            ])
        ])
        #expect(traces.trees.map(\.traceID.low) == [8, 7])
        #expect(traces.trees.map(\.nodes.count) == [1, 2])
    }

    @Test("A chain of a hundred thousand spans is read in order")
    func chain() {
        let spans = (1...100_000).map { span(UInt64($0), parent: UInt64($0) - 1, start: UInt64($0)) }
        let tree = tree(spans.reversed())
        #expect(tree?.nodes.last?.depth == 99_999)
    }

    private func tree(_ spans: [OTLP.Span]) -> OTLP.TraceTree? {
        OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: spans)])]).trees.first
    }

    private func span(_ id: UInt64, trace: UInt64 = 1, parent: UInt64 = 0, start: UInt64) -> OTLP.Span {
        OTLP.Span(traceID: .init(high: 0, low: trace), spanID: .init(id), parentSpanID: .init(parent), startTimeUnixNano: start)
    }
}
