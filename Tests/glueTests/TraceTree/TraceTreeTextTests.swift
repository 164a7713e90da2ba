import GlueOTLP
import GlueSemantics
import Testing

@testable import glue

@Suite("Trace trees as text")
struct TraceTreeTextTests {
    @Test("A line a span, with its time, tokens, cost, error and retries")
    func text() throws {
        let retry = OTLP.Event(
            name: Glue.Events.retry,
            attributes: [.init(Glue.Attributes.attempt, 1), .init(Glue.Attributes.delay, 1.5), .init(Glue.Attributes.cause, "rate_limit")]
        )
        let chat: [OTLP.KeyValue] = [
            .init(GenAI.Attributes.usageInputTokens, 120), .init(GenAI.Attributes.usageOutputTokens, 30),
            .init(Glue.Attributes.costUSD, 0.000036),
        ]
        let tree = try #require(
            Self.traces([
                Self.span(1, "invoke_agent planner", 0..<2_000_000_000, [.init(Glue.Attributes.costUSD, 0.000036)]),
                Self.span(2, parent: 1, "chat gpt-4o-mini", 1_000..<1_600_000_000, chat, events: [retry]),
                Self.span(3, parent: 2, "POST", 2_000..<3_002_000, [.init("http.response.status_code", 429), .init("error.type", "429")]),
                Self.span(4, parent: 2, "POST", 1_600_000..<1_601_000, [.init("http.response.status_code", 200)]),
                Self.span(5, parent: 1, "execute_tool weather", 1_700_000_000..<1_700_250_000, [.init("error.type", "timeout")]),
            ]).trees.first
        )
        #expect(
            tree.text(.plain) == """
                trace 00000000000000000000000000000001  5 spans  2.00 s  120 → 30 tokens  $0.000036  2 failed
                invoke_agent planner       2.00 s  $0.000036
                ├─ chat gpt-4o-mini        1.60 s  120 → 30 tokens  $0.000036
                │     · attempt 1 failed (rate_limit), the next after 1.50 s
                │  ├─ POST 429             3.0 ms  ✗ 429
                │  └─ POST 200               1 µs
                └─ execute_tool weather    250 µs  ✗ timeout
                """
        )
    }

    @Test("A failure without a type is told by its status")
    func statusAlone() {
        var span = Self.span(1, "work", 0..<1_000)
        span.status = OTLP.Status(code: .error, message: "no space left")
        #expect(SpanSummary(span).error == "no space left")
        span.status = OTLP.Status(code: .error)
        #expect(SpanSummary(span).error == "_OTHER")
    }

    @Test("A span that has not ended takes no time, not minus two hundred years")
    func unfinished() {
        #expect(SpanSummary(OTLP.Span(startTimeUnixNano: 5, endTimeUnixNano: 0)).nanoseconds == 0)
    }

    @Test("A long name is cut, the columns stay")
    func longName() throws {
        let tree = try #require(Self.traces([Self.span(1, String(repeating: "x", count: 300), 0..<1_000)]).trees.first)
        let line = try #require(tree.text(.plain).split(separator: "\n").last)
        #expect(line.hasSuffix("x…      1 µs"))
        #expect(line.count < 90)
    }

    private static func traces(_ spans: [OTLP.Span]) -> OTLP.Traces {
        OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: spans)])])
    }

    private static func span(
        _ id: UInt64,
        parent: UInt64 = 0,
        _ name: String,
        _ time: Range<UInt64>,
        _ attributes: [OTLP.KeyValue] = [],
        events: [OTLP.Event] = []
    ) -> OTLP.Span {
        OTLP.Span(
            traceID: .init(high: 0, low: 1),
            spanID: .init(id),
            parentSpanID: .init(parent),
            name: name,
            startTimeUnixNano: time.lowerBound,
            endTimeUnixNano: time.upperBound,
            attributes: attributes,
            events: events
        )
    }
}
