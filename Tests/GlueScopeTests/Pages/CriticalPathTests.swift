import GlueOTLP
import Testing

@testable import GlueScope

@Suite("The critical path")
struct CriticalPathTests {
    private func path(_ spans: [OTLP.Span]) throws -> [String] {
        let rows = try #require(Make.traces(spans).trees.first).nodes.map { node in
            Waterfall.Row(span: node.span, depth: node.depth, parent: node.parent, isOrphan: node.isOrphan, facts: SpanFacts(node.span))
        }
        return CriticalPath.places(in: rows).sorted().map { rows[$0].span.name }
    }

    @Test("Of what ran side by side, the one that ended last is on it, and what ran before that")
    func sides() throws {
        let spans = [
            Make.span(1, 1, name: "root", at: 0, seconds: 10), Make.span(1, 2, parent: 1, name: "first", at: 0, seconds: 2),
            Make.span(1, 3, parent: 1, name: "short", at: 3, seconds: 1), Make.span(1, 4, parent: 1, name: "long", at: 3, seconds: 6),
            Make.span(1, 5, parent: 4, name: "within", at: 4, seconds: 5),
        ]
        #expect(try path(spans) == ["root", "first", "long", "within"])
    }

    @Test("What goes on after its parent is not waited for; circles end")
    func strange() throws {
        let spans = [
            Make.span(1, 1, name: "root", at: 0, seconds: 5), Make.span(1, 2, parent: 1, name: "detached", at: 1, seconds: 20),
            Make.span(1, 3, parent: 1, name: "child", at: 1, seconds: 2),
        ]
        #expect(try path(spans) == ["root", "child"])
        #expect(!(try path([Make.span(1, 1, parent: 2, name: "a"), Make.span(1, 2, parent: 1, name: "b")])).isEmpty)
    }
}
