import GlueJSON
import GlueTestSupport
import Testing

@testable import GlueOTLP

@Suite("Telemetry files")
struct TelemetryFileTests {
    private static let traces = traces(name: "chat")
    private static let logs = OTLP.Logs([.init(scopeLogs: [.init(logRecords: [OTLP.LogRecord(timeUnixNano: 5, body: "hi")])])])
    private static let metrics = metrics(OTLP.Metric(name: "tokens", data: .gauge([OTLP.NumberDataPoint()])))

    private static func traces(name: String) -> OTLP.Traces {
        let span = OTLP.Span(traceID: .init(high: 1, low: 2), spanID: .init(3), name: name, startTimeUnixNano: 4, endTimeUnixNano: 5)
        return OTLP.Traces([.init(scopeSpans: [.init(spans: [span])])])
    }

    private static func metrics(_ metric: OTLP.Metric) -> OTLP.Metrics { OTLP.Metrics([.init(scopeMetrics: [.init(metrics: [metric])])]) }

    private static func delimited(_ messages: [[UInt8]]) -> [UInt8] {
        messages.flatMap { Wire.varint(UInt64($0.count)) + $0 }
    }

    private static let formats = [TelemetryFile.Format.Encoding.protobuf, .jsonLines].flatMap { encoding in
        [false, true].map { TelemetryFile.Format(encoding, isGzipped: $0) }
    }

    @Test("A bare request of each signal is told from its bytes")
    func bare() throws {
        #expect(try TelemetryFile(bytes: Self.traces.protobuf()) == TelemetryFile(traces: Self.traces))
        #expect(try TelemetryFile(bytes: Self.logs.protobuf()) == TelemetryFile(logs: Self.logs))
        #expect(try TelemetryFile(bytes: Self.metrics.protobuf()) == TelemetryFile(metrics: Self.metrics))
    }

    @Test("Requests with their lengths before them may be of mixed signals")
    func delimited() throws {
        let bytes = Self.delimited([Self.traces.protobuf(), Self.logs.protobuf(), Self.metrics.protobuf(), Self.traces.protobuf()])
        let expected = TelemetryFile(
            traces: OTLP.Traces(Self.traces.resourceSpans + Self.traces.resourceSpans),
            logs: Self.logs,
            metrics: Self.metrics
        )
        #expect(try TelemetryFile(bytes: bytes) == expected)
        #expect(try TelemetryFile(bytes: Self.delimited([Self.logs.protobuf()])) == TelemetryFile(logs: Self.logs))
    }

    @Test("Every form that is written is read back as the same", arguments: formats)
    func writing(format: TelemetryFile.Format) throws {
        let files = [
            TelemetryFile(traces: Self.traces), TelemetryFile(logs: Self.logs), TelemetryFile(metrics: Self.metrics),
            TelemetryFile(traces: Self.traces, logs: Self.logs), TelemetryFile(logs: Self.logs, metrics: Self.metrics),
            TelemetryFile(traces: Self.traces, logs: Self.logs, metrics: Self.metrics),
        ]
        for file in files {
            let bytes = file.bytes(format)
            #expect(Gzip.isCompressed(bytes) == format.isGzipped)
            #expect(try TelemetryFile(bytes: bytes) == file)
        }
    }

    @Test("Requests of every length are read, whatever their first bytes look like", arguments: [false, true])
    func lengths(delimited: Bool) throws {
        for length in 0..<300 {
            let traces = Self.traces(name: String(repeating: "n", count: length))
            let message = traces.protobuf()
            let bytes = delimited ? Self.delimited([message, message]) : message
            let expected = delimited ? OTLP.Traces(traces.resourceSpans + traces.resourceSpans) : traces
            #expect(try TelemetryFile(bytes: bytes) == TelemetryFile(traces: expected))
        }
    }

    @Test("A log record without a time is still a log record")
    func timelessLogs() throws {
        let records = [
            OTLP.LogRecord(observedTimeUnixNano: 7, body: "hi"),
            OTLP.LogRecord(body: .map([OTLP.KeyValue("k", 1)]), traceID: .init(high: 1, low: 2), spanID: .init(3)),
            OTLP.LogRecord(severityNumber: 9, severityText: "INFO", eventName: "gen_ai.choice"),
        ]
        for record in records {
            let logs = OTLP.Logs([.init(scopeLogs: [.init(logRecords: [record])])])
            #expect(try TelemetryFile(bytes: logs.protobuf()) == TelemetryFile(logs: logs))
        }
    }

    @Test("A metric is no span, not even if its name and description are as long as ids", arguments: 0..<5)
    func metricsLikeSpans(kind: Int) throws {
        var number = OTLP.NumberDataPoint()
        number.timeUnixNano = 9
        number.value = .int(1)
        var histogram = OTLP.HistogramDataPoint()
        histogram.timeUnixNano = 9
        var exponential = OTLP.ExponentialHistogramDataPoint()
        exponential.timeUnixNano = 9
        var summary = OTLP.SummaryDataPoint()
        summary.timeUnixNano = 9
        let data: [OTLP.Metric.Data] = [
            .gauge([number]), .sum([number], .delta, isMonotonic: true), .histogram([histogram], .delta),
            .exponentialHistogram([exponential], .cumulative), .summary([summary]),
        ]
        for (name, description, unit) in [("a.name.of.16.chr", "8 chars.", "s"), ("a.name.of.16.chr", "", ""), ("x", "8 chars.", "")] {
            let metrics = Self.metrics(OTLP.Metric(name: name, description: description, unit: unit, data: data[kind]))
            #expect(try TelemetryFile(bytes: metrics.protobuf()) == TelemetryFile(metrics: metrics))
        }
    }

    @Test("A span without times is a span, whatever its name", arguments: ["", "chat gpt-4o-mini", "\n", "0123456789abcdef"])
    func timelessSpan(name: String) throws {
        let span = OTLP.Span(traceID: .init(high: 1, low: 2), spanID: .init(3), name: name, attributes: [OTLP.KeyValue("k", "v")])
        let traces = OTLP.Traces([.init(scopeSpans: [.init(spans: [span])])])
        #expect(try TelemetryFile(bytes: traces.protobuf()) == TelemetryFile(traces: traces))
    }

    @Test("JSON is read by line, over many lines, after a byte order mark, with empty lines and either line ending")
    func json() throws {
        let (traces, logs) = (Self.traces.json, Self.logs.json)
        let both = TelemetryFile(traces: Self.traces, logs: Self.logs)
        #expect(try TelemetryFile(bytes: Array("\(traces.text())\n\(logs.text())\n".utf8)) == both)
        #expect(try TelemetryFile(bytes: Array("\n\r\n \(traces.text())\r\n\n\(logs.text())".utf8)) == both)
        #expect(try TelemetryFile(bytes: [0xEF, 0xBB, 0xBF] + traces.bytes()) == TelemetryFile(traces: Self.traces))
        #expect(try TelemetryFile(bytes: traces.bytes(.indented)) == TelemetryFile(traces: Self.traces))
        #expect(try TelemetryFile(bytes: Gzip.compress(traces.bytes(.indented))) == TelemetryFile(traces: Self.traces))
        #expect(try TelemetryFile(bytes: Array(#"{"resourceSpans":[]}"#.utf8)).isEmpty)
    }

    @Test("What is no telemetry is refused", arguments: [[], [0x20, 0x0A], [0xEF, 0xBB, 0xBF], [0x0D, 0x0A, 0x0D, 0x0A]] as [[UInt8]])
    func empty(bytes: [UInt8]) {
        #expect(throws: TelemetryFileError.empty) { try TelemetryFile(bytes: bytes) }
        #expect(throws: TelemetryFileError.empty) { try TelemetryFile(bytes: Gzip.compress(bytes)) }
    }

    @Test(
        "JSON that is no OTLP is refused with line and field",
        arguments: [
            (#"{"hello": 1}"#, "line 1: no OTLP: an object with resourceSpans, resourceLogs or resourceMetrics was expected"),
            ("{\"resourceSpans\":[]}\n{\"resourceSpans\": 7}", "line 2: no OTLP at resourceSpans: an array was expected"),
            ("{\"resourceSpans\":[]}\n\n{oops}", "line 3:"),
            (
                #"{"resourceSpans":[{"scopeSpans":[{"spans":[{},{"traceId":"xyz"}]}]}]}"#,
                "line 1: no OTLP at resourceSpans[0].scopeSpans[0].spans[1].traceId: 32 hexadecimal digits"
            ),
            ("{\n  \"resourceSpans\": [\n", "line 1:"),
            ("hello", "neither OTLP protobuf nor OTLP/JSON lines"),
            ("[1, 2]", "neither OTLP protobuf nor OTLP/JSON lines"),
        ]
    )
    func notOTLP(text: String, message: String) {
        let error = #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: Array(text.utf8)) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("Random bytes are refused, or what little they hold is read", arguments: Seeds.from(0, count: 8))
    func random(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 20...200, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: bytes) }
        }
    }

    @Test("A file cut anywhere is refused, in every form", arguments: formats)
    func truncation(format: TelemetryFile.Format) {
        let bytes = TelemetryFile(traces: Self.traces).bytes(format)
        // Without its last line feed the line is whole.
        for end in 0..<(bytes.count - 1) {
            #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: Array(bytes[..<end])) }
        }
    }

    @Test("A file of several requests cut within the last is refused, never shortened")
    func truncatedLast() {
        let bytes = TelemetryFile(traces: Self.traces, logs: Self.logs).bytes(.init(.protobuf))
        let whole = Self.delimited([Self.traces.protobuf()]).count
        for end in (whole + 1)..<bytes.count {
            #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: Array(bytes[..<end])) }
        }
    }

    @Test("A gzip bomb stops at the limit")
    func bomb() {
        let bomb = Gzip.compress([UInt8](repeating: 0x20, count: 1 << 20))
        #expect(throws: TelemetryFileError.gzip(.tooLarge(limit: 1 << 16))) { try TelemetryFile(bytes: bomb, limit: 1 << 16) }
    }

    @Test("JSON nested 100,000 deep is refused")
    func hostileDepth() {
        let opening = String(repeating: #"{"arrayValue":{"values":["#, count: 100_000)
        let text = #"{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":"# + opening
        let error = #expect(throws: TelemetryFileError.self) { try TelemetryFile(bytes: Array(text.utf8)) }
        #expect(error?.description.contains("deep") == true, "\(error?.description ?? "")")
    }

    @Test(
        "A name tells the form that is written",
        arguments: [
            ("a.pb", TelemetryFile.Format(.protobuf)), ("a.jsonl", .init(.jsonLines)), ("a.pb.gz", .init(.protobuf, isGzipped: true)),
            ("b/a.jsonl.gz", .init(.jsonLines, isGzipped: true)), ("a.json", nil), ("a.gz", nil), ("pb", nil), ("", nil), ("a.PB ", nil),
        ] as [(String, TelemetryFile.Format?)]
    )
    func names(name: String, format: TelemetryFile.Format?) { #expect(TelemetryFile.Format(fileName: name) == format) }

    @Test("Files of traces and of their logs are one when appended")
    func append() {
        var file = TelemetryFile(traces: Self.traces)
        file.append(TelemetryFile(traces: Self.traces, logs: Self.logs, metrics: Self.metrics))
        #expect(file.traces.spans.count == 2)
        #expect(file.logs == Self.logs && file.metrics == Self.metrics)
        #expect(!file.isEmpty && TelemetryFile().isEmpty)
    }
}
