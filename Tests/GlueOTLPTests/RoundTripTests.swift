import GlueJSON
import GlueTestSupport
import Testing

@testable import GlueOTLP

@Suite("Round trips")
struct RoundTripTests {
    @Test("Traces survive protobuf and JSON", arguments: Seeds.from(0, count: 60))
    func traces(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let traces = generator.traces()
        #expect(try OTLP.Traces(protobuf: traces.protobuf()) == traces)
        #expect(try OTLP.Traces(json: traces.json) == traces)
        #expect(try OTLP.Traces(json: JSONValue(parsing: traces.json.bytes())) == traces)
    }

    @Test("Logs survive protobuf and JSON", arguments: Seeds.from(0, count: 60))
    func logs(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let logs = generator.logs()
        #expect(try OTLP.Logs(protobuf: logs.protobuf()) == logs)
        #expect(try OTLP.Logs(json: logs.json) == logs)
        #expect(try OTLP.Logs(json: JSONValue(parsing: logs.json.bytes())) == logs)
    }

    @Test("Metrics survive protobuf and JSON", arguments: Seeds.from(0, count: 60))
    func metrics(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let metrics = generator.metrics()
        #expect(try OTLP.Metrics(protobuf: metrics.protobuf()) == metrics)
        #expect(try OTLP.Metrics(json: metrics.json) == metrics)
        #expect(try OTLP.Metrics(json: JSONValue(parsing: metrics.json.bytes())) == metrics)
    }

    @Test("Minus zero keeps its sign, NaN stays NaN")
    func oddDoubles() throws {
        let span = OTLP.Span(attributes: [OTLP.KeyValue("zero", .double(-0.0)), OTLP.KeyValue("nan", .double(.nan))])
        let traces = OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: [span])])])
        for copy in [try OTLP.Traces(protobuf: traces.protobuf()), try OTLP.Traces(json: JSONValue(parsing: traces.json.bytes()))] {
            let attributes = try #require(copy.spans.first?.attributes)
            #expect(attributes["zero"]?.double?.sign == .minus)
            #expect(attributes["nan"]?.double?.isNaN == true)
        }
    }

    @Test("A string of a megabyte, an empty one and a span of nothing survive")
    func extremes() throws {
        let text = String(repeating: "0123456789abcdéf", count: 1 << 16)
        let spans = [OTLP.Span(attributes: [OTLP.KeyValue("long", .string(text)), OTLP.KeyValue("", "")]), OTLP.Span()]
        let traces = OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: spans)])])
        #expect(try OTLP.Traces(protobuf: traces.protobuf()).spans == spans)
        #expect(try OTLP.Traces(json: JSONValue(parsing: traces.json.bytes())).spans == spans)
    }

    @Test(
        "Zero spans, groups without spans and no groups at all survive",
        arguments: [OTLP.Traces(), OTLP.Traces([OTLP.ResourceSpans()]), OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans()])])]
    )
    func empty(traces: OTLP.Traces) throws {
        #expect(try OTLP.Traces(protobuf: traces.protobuf()) == traces)
        #expect(try OTLP.Traces(json: traces.json) == traces)
    }

    @Test("A span alone survives, and a tail of attributes adds to what was there", arguments: Seeds.from(0, count: 20))
    func packedSpan(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let span = generator.span()
        let tail = generator.attributes()
        var whole = span
        whole.attributes += tail
        #expect(try OTLP.Span(packed: span.packed()) == span)
        #expect(try OTLP.Span(packed: span.packed() + OTLP.packedSpan(attributes: tail)) == whole)
        #expect(span.prepared().size == span.packed().count)
    }

    @Test("Numbers that take most bytes on the wire, and messages that hold nothing, fit where they are packed")
    func worstCase() throws {
        let attributes = (0..<500).map { _ in OTLP.KeyValue("", .stringIndex(-1), keyIndex: -1) }
        let value = OTLP.AnyValue.array(Array(repeating: .empty, count: 500) + Array(repeating: .int(-1), count: 500))
        var span = OTLP.Span(kind: .init(rawValue: -1), attributes: attributes, droppedAttributesCount: .max)
        span.events = Array(repeating: OTLP.Event(droppedAttributesCount: .max), count: 500)
        span.links = Array(repeating: OTLP.Link(flags: .max), count: 500)
        span.status = OTLP.Status(code: .init(rawValue: -1))
        #expect(try OTLP.Span(packed: span.packed()) == span)
        let record = OTLP.LogRecord(severityNumber: -1, body: value)
        let logs = OTLP.Logs([.init(scopeLogs: [.init(logRecords: Array(repeating: record, count: 20))])])
        #expect(try OTLP.Logs(protobuf: logs.protobuf()) == logs)
        let buckets = OTLP.ExponentialHistogramDataPoint.Buckets(offset: .min, bucketCounts: Array(repeating: .max, count: 1000))
        var point = OTLP.ExponentialHistogramDataPoint()
        point.scale = .min
        point.positive = buckets
        let data = OTLP.Metric.Data.exponentialHistogram(Array(repeating: point, count: 20), .init(rawValue: -1))
        let metrics = OTLP.Metrics([.init(scopeMetrics: [.init(metrics: [OTLP.Metric(data: data)])])])
        #expect(try OTLP.Metrics(protobuf: metrics.protobuf()) == metrics)
    }

    @Test("Packed resources, scopes and spans, framed by hand, are the request", arguments: Seeds.from(0, count: 20))
    func framing(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let resource = generator.resource()
        let scope = generator.scope()
        let span = generator.span()
        let scopeSpans = Wire.field(1, scope.packed()) + Wire.field(2, span.packed())
        let request = Wire.field(1, Wire.field(1, resource.packed()) + Wire.field(2, scopeSpans))
        let expected = OTLP.Traces([
            OTLP.ResourceSpans(resource: resource, scopeSpans: [OTLP.ScopeSpans(scope: scope, spans: [span])])
        ])
        #expect(try OTLP.Traces(protobuf: request) == expected)
        #expect(request == expected.protobuf())
    }

    @Test("Values nest as deep as the limit says in both forms; what is deeper becomes an empty value", arguments: [true, false])
    func depth(maps: Bool) throws {
        func nested(_ levels: Int, _ leaf: OTLP.AnyValue) -> OTLP.AnyValue {
            (0..<levels).reduce(leaf) { value, _ in maps ? .map([OTLP.KeyValue("k", value)]) : .array([value]) }
        }
        func file(_ value: OTLP.AnyValue) -> TelemetryFile {
            let event = OTLP.Event(attributes: [OTLP.KeyValue("deep", value)])
            let span = OTLP.Span(traceID: .init(high: 1, low: 2), spanID: .init(3), startTimeUnixNano: 4, events: [event])
            return TelemetryFile(traces: OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: [span])])]))
        }
        let limit = OTLP.AnyValue.depthLimit
        let deepest = file(nested(limit, "leaf"))
        let cut = file(nested(limit, .empty))
        for encoding in [TelemetryFile.Format.Encoding.protobuf, .jsonLines] {
            let format = TelemetryFile.Format(encoding)
            #expect(try TelemetryFile(bytes: deepest.bytes(format)) == deepest)
            #expect(try TelemetryFile(bytes: file(nested(limit + 1, "leaf")).bytes(format)) == cut)
            #expect(try TelemetryFile(bytes: file(nested(2000, "leaf")).bytes(format)) == cut)
        }
    }

    @Test("What a collector says of a request survives")
    func exportResult() throws {
        for result in [OTLP.ExportResult(), OTLP.ExportResult(rejected: 7, errorMessage: "too old"), OTLP.ExportResult(rejected: -1)] {
            #expect(try OTLP.ExportResult(protobuf: result.protobuf()) == result)
            for signal in OTLP.Signal.allCases {
                #expect(try OTLP.ExportResult(json: result.json(for: signal)) == result)
            }
        }
        #expect(OTLP.ExportResult(rejected: 7).json(for: .logs) == ["partialSuccess": ["rejectedLogRecords": "7"]])
        #expect(OTLP.ExportResult().protobuf().isEmpty)
    }
}
