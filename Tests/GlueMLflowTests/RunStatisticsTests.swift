import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import Testing

@testable import GlueMLflow

@Suite("What calls come to")
struct RunStatisticsTests {
    private static let start: UInt64 = 1_795_486_329_000_000_000

    private static func span(
        _ id: UInt64,
        parent: UInt64 = 1,
        _ attributes: [(String, OTLP.AnyValue)],
        seconds: Double = 1,
        failed: Bool = false
    ) -> OTLP.Span {
        OTLP.Span(
            traceID: OTLP.TraceID(high: 1, low: 2),
            spanID: OTLP.SpanID(id),
            parentSpanID: OTLP.SpanID(parent),
            name: "span",
            startTimeUnixNano: start + id,
            endTimeUnixNano: start + id + UInt64(seconds * 1e9),
            attributes: attributes.map { OTLP.KeyValue($0.0, $0.1) },
            status: failed ? OTLP.Status(code: .error) : nil
        )
    }

    private static func summary(_ spans: [OTLP.Span]) -> RecordingSummary {
        RecordingSummary(OTLP.Traces([OTLP.ResourceSpans(resource: OTLP.Resource(), scopeSpans: [OTLP.ScopeSpans(spans: spans)])]))
    }

    @Test("A model call tells latency, tokens by kind, cost, retries and the time to its first chunk, under the original's names")
    func modelCall() throws {
        let chat = Self.span(
            2,
            [
                (GenAI.Attributes.operationName, .string("chat")), (GenAI.Attributes.usageInputTokens, .int(100)),
                (GenAI.Attributes.usageOutputTokens, .int(20)), (GenAI.Attributes.usageCacheReadInputTokens, .int(60)),
                (GenAI.Attributes.usageReasoningOutputTokens, .int(5)), (Glue.Attributes.costUSD, .double(0.25)),
                (GenAI.Attributes.responseTimeToFirstChunk, .double(0.3)), (GenAI.Attributes.requestModel, .string("m")),
                (GenAI.Attributes.responseFinishReasons, .array([.string("tool_call")])),
                (GenAI.Attributes.requestTemperature, .double(0.5)),
            ],
            seconds: 1.5
        )
        // Two attempts, one of them sent again twice: the number counts, not how many spans say it.
        let first = Self.span(3, parent: 2, [(HTTP.Attributes.requestMethod, .string("POST"))])
        let second = Self.span(4, parent: 2, [(HTTP.Attributes.requestResendCount, .int(1))])
        let third = Self.span(5, parent: 2, [(HTTP.Attributes.requestResendCount, .int(2))])
        let points = Self.summary([chat, first, second, third]).points(upTo: 10)
        let values = Dictionary(points.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(
            values == [
                "llm.latency_seconds": 1.5, "llm.tokens.prompt": 100, "llm.tokens.completion": 20, "llm.tokens.total": 120,
                "llm.tokens.cached": 60, "llm.tokens.reasoning": 5, "llm.cost_usd": 0.25, "llm.time_to_first_chunk_seconds": 0.3,
                "llm.retries": 2, "llm.success": 1,
            ]
        )
        let params = Self.summary([chat]).statistics.params
        #expect(params["llm.model"] == "m" && params["llm.temperature"] == "0.5" && params["llm.has_tool_calls"] == "true")
    }

    @Test("Every kind of step has metrics of its own; what failed says how")
    func kinds() {
        let spans = [
            Self.span(
                2,
                [(GenAI.Attributes.operationName, .string("invoke_workflow")), (GenAI.Attributes.workflowName, .string("debate"))]
            ),
            Self.span(3, [(GenAI.Attributes.operationName, .string("invoke_agent")), (Glue.Attributes.iterations, .int(3))]),
            Self.span(4, [(GenAI.Attributes.operationName, .string("embeddings")), (GenAI.Attributes.usageInputTokens, .int(7))]),
            Self.span(
                5,
                [
                    (GenAI.Attributes.operationName, .string("execute_tool")), (GenAI.Attributes.toolName, .string("weather")),
                    (ErrorNames.type, .string("timeout")),
                ],
                failed: true
            ),
            Self.span(6, [("http.request.method", .string("GET"))]),
        ]
        let statistics = Self.summary(spans).statistics
        let values = Dictionary(statistics.metrics(at: .now).map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        #expect(statistics.steps == 4)
        #expect(values["workflow.latency_seconds.count"] == 1 && values["agent.iterations.sum"] == 3)
        #expect(values["embedding.tokens.prompt.sum"] == 7 && values["embedding.tokens.completion.sum"] == nil)
        #expect(values["tool.error.sum"] == 1 && values["tool.success.sum"] == nil)
        #expect(statistics.params["tool.error_type"] == "timeout" && statistics.params["workflow.name"] == "debate")
    }

    @Test("Over thousands of calls there are sums and percentiles, and no more params than a page shows")
    func many() throws {
        let spans = (0..<5000).map { (number: Int) -> OTLP.Span in
            let attributes: [(String, OTLP.AnyValue)] = [
                (GenAI.Attributes.operationName, .string("chat")), (GenAI.Attributes.usageInputTokens, .int(Int64(number))),
                (GenAI.Attributes.requestModel, .string("m\(number % 30)")),
            ]
            return Self.span(UInt64(number + 2), attributes, seconds: Double(number + 1) / 1000)
        }
        let summary = Self.summary(spans)
        let values = Dictionary(
            summary.statistics.metrics(at: .now).map { ($0.key, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        #expect(values["llm.latency_seconds.count"] == 5000)
        #expect(abs(try #require(values["llm.latency_seconds.sum"]) - 12_502.5) < 0.01)
        for (name, expected) in [("p50", 2.5), ("p95", 4.75), ("p99", 4.95), ("max", 5)] {
            let value = try #require(values["llm.latency_seconds.\(name)"])
            #expect(abs(value - expected) / expected < 0.006, "\(name) is \(value)")
        }
        #expect(summary.points(upTo: 10).count { $0.key == "llm.latency_seconds" } == 10)
        let models = try #require(summary.statistics.params["llm.model"])
        #expect(models.hasSuffix("…") && models.split(separator: ",").count == 21)
    }

    @Test("Percentiles of few values are values")
    func few() {
        var distribution = Distribution()
        #expect(distribution.quantile(0.5) == nil && distribution.mean == nil)
        for value in [5.0, 1, 4, 2, 3] { distribution.record(value) }
        #expect(distribution.quantile(0.5) == 3 && distribution.quantile(0.99) == 5 && distribution.quantile(0) == 1)
        #expect(distribution.mean == 3 && distribution.max == 5 && distribution.count == 5)
        for value in 6...300 { distribution.record(Double(value)) }
        #expect(abs((distribution.quantile(0.5) ?? 0) - 150) < 1)
        #expect(abs((distribution.quantile(1) ?? 0) - 300) < 2)
    }

    @Test("Scores told on a span and as a log record count once; one that came later finds its answer")
    func scores() {
        let scored: [OTLP.KeyValue] = [
            OTLP.KeyValue(GenAI.Attributes.evaluationName, .string("exact")),
            OTLP.KeyValue(GenAI.Attributes.evaluationScoreValue, .double(1)),
            OTLP.KeyValue(GenAI.Attributes.responseID, .string("r1")),
        ]
        var span = Self.span(2, [(GenAI.Attributes.operationName, .string("chat")), (GenAI.Attributes.responseID, .string("r1"))])
        span.events = [OTLP.Event(name: GenAI.Events.evaluationResult, attributes: scored)]
        let same = OTLP.LogRecord(attributes: scored, traceID: span.traceID, spanID: span.spanID, eventName: GenAI.Events.evaluationResult)
        var failed = scored
        failed[1] = OTLP.KeyValue(ErrorNames.type, .string("rate_limit"))
        let later = OTLP.LogRecord(attributes: failed, eventName: GenAI.Events.evaluationResult)
        let nowhere = OTLP.LogRecord(attributes: Array(scored.prefix(2)), eventName: GenAI.Events.evaluationResult)
        let logs = OTLP.Logs([OTLP.ResourceLogs(scopeLogs: [OTLP.ScopeLogs(logRecords: [same, later, nowhere])])])
        let traces = OTLP.Traces([OTLP.ResourceSpans(resource: OTLP.Resource(), scopeSpans: [OTLP.ScopeSpans(spans: [span])])])
        let found = RecordingSummary.assessments(in: TelemetryFile(traces: traces, logs: logs)).map(\.assessment)
        #expect(found.map(\.content) == [.feedback(.number(1)), .failure(code: "rate_limit", message: "the scorer failed")])
        #expect(found.allSatisfy { $0.spanID == "\(span.spanID)" && $0.metadata["response_id"] == "r1" })
    }
}
