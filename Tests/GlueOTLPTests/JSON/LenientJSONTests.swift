import GlueJSON
import GlueOTLP
import Testing

@Suite("OTLP/JSON of others")
struct LenientJSONTests {
    private func span(_ members: JSONValue) throws(OTLPError) -> OTLP.Span? {
        try OTLP.Traces(json: ["resourceSpans": [["scopeSpans": [["spans": [members]]]]]]).spans.first
    }

    private func value(_ value: JSONValue) throws(OTLPError) -> OTLP.AnyValue? {
        try span(["attributes": [["key": "k", "value": value]]])?.attributes["k"]
    }

    @Test("What we write has ids in lower-case hexadecimal, 64 bits as text, enums as numbers, and no defaults")
    func written() {
        let span = OTLP.Span(
            traceID: .init(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0FFF),
            spanID: .init(0xABCD),
            name: "n",
            kind: .client,
            startTimeUnixNano: .max,
            attributes: [OTLP.KeyValue("i", -9), OTLP.KeyValue("b", .bytes([255])), OTLP.KeyValue("none", nil)],
            status: .init(code: .error)
        )
        let traces = OTLP.Traces([.init(scopeSpans: [.init(spans: [span])])])
        let expected = #"""
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0fff","spanId":"000000000000abcd",\#
            "name":"n","kind":3,"startTimeUnixNano":"18446744073709551615","attributes":[{"key":"i","value":{"intValue":"-9"}},\#
            {"key":"b","value":{"bytesValue":"/w=="}},{"key":"none"}],"status":{"code":2}}]}]}]}
            """#
        #expect(traces.json.text() == expected)
    }

    @Test("Members that are unknown or null, and those that are absent, are as if they were not there")
    func absent() throws {
        #expect(try span(["name": .null, "attributes": .null, "status": .null, "new": ["a": 1]]) == OTLP.Span())
        #expect(try OTLP.Traces(json: [:]) == OTLP.Traces())
        #expect(try OTLP.Traces(json: ["resourceSpans": .null]) == OTLP.Traces())
    }

    @Test(
        "Numbers of 64 bits may be numbers or text",
        arguments: [("7", 7), (7, 7), (7.0, 7), ("18446744073709551615", .max), (.null, 0)] as [(JSONValue, UInt64)]
    )
    func wide(json: JSONValue, number: UInt64) throws { #expect(try span(["startTimeUnixNano": json])?.startTimeUnixNano == number) }

    @Test(
        "Enums may be numbers, their text, or names",
        arguments: [
            (3, .client), ("3", .client), ("SPAN_KIND_CLIENT", .client), (99, .init(rawValue: 99)), ("SPAN_KIND_UNSPECIFIED", .unspecified),
        ]
            as [(JSONValue, OTLP.SpanKind)]
    )
    func enumerations(json: JSONValue, kind: OTLP.SpanKind) throws { #expect(try span(["kind": json])?.kind == kind) }

    @Test("Severities and temporalities may be names")
    func otherNames() throws {
        let record: JSONValue = ["severityNumber": "SEVERITY_NUMBER_WARN2"]
        #expect(try OTLP.Logs(json: ["resourceLogs": [["scopeLogs": [["logRecords": [record]]]]]]).records.first?.severityNumber == 14)
        let metric: JSONValue = ["sum": ["aggregationTemporality": "AGGREGATION_TEMPORALITY_CUMULATIVE"]]
        let metrics = try OTLP.Metrics(json: ["resourceMetrics": [["scopeMetrics": [["metrics": [metric]]]]]])
        #expect(metrics.metrics.first?.data == .sum([], .cumulative, isMonotonic: false))
        #expect(try span(["status": ["code": "STATUS_CODE_ERROR"]])?.status?.code == .error)
    }

    @Test("Ids may be in capitals, in base64 as plain protobuf JSON has them, or empty")
    func ids() throws {
        let traceID = OTLP.TraceID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0FFF)
        for text in ["0102030405060708090A0B0C0D0E0FFF", "AQIDBAUGBwgJCgsMDQ4P/w==", "AQIDBAUGBwgJCgsMDQ4P_w=="] {
            #expect(try span(["traceId": .string(text)])?.traceID == traceID)
        }
        #expect(try span(["traceId": ""])?.traceID == OTLP.TraceID.none)
        #expect(try span(["spanId": "AAAAAAAAq80="])?.spanID == .init(0xABCD))
        #expect(try span(["parentSpanId": ""])?.parentSpanID == OTLP.SpanID.none)
    }

    @Test(
        "Every kind of value is read",
        arguments: [
            (["stringValue": ""], .string("")), (["boolValue": false], .bool(false)), (["intValue": "-5"], -5), (["intValue": -5], -5),
            (["doubleValue": 3], 3.0), (["doubleValue": "1.5"], 1.5), (["doubleValue": "-Infinity"], .double(-.infinity)),
            (["arrayValue": [:]], []), (["arrayValue": ["values": [["intValue": 1], [:]]]], [1, .empty]),
            (["kvlistValue": ["values": [["key": "a"]]]], .map([OTLP.KeyValue("a", nil)])), (["bytesValue": "AP8"], .bytes([0, 255])),
            (["bytesValue": ""], .bytes([])), (["stringValueStrindex": 4], .stringIndex(4)), ([:], .empty), (["newValue": 1], .empty),
        ] as [(JSONValue, OTLP.AnyValue)]
    )
    func values(json: JSONValue, value: OTLP.AnyValue) throws { #expect(try self.value(json) == value) }

    @Test(
        "A fault is told by its path",
        arguments: [
            (["name": 7], "a string", "name"), (["kind": "CLIENT"], "a whole number of 32 bits", "kind"),
            (["kind": 4_294_967_296], "a whole number of 32 bits", "kind"),
            (["startTimeUnixNano": -1], "a whole number of 64 bits", "startTimeUnixNano"),
            (["startTimeUnixNano": 1.5], "a whole number of 64 bits", "startTimeUnixNano"),
            (["traceId": "12"], "32 hexadecimal digits", "traceId"),
            (["spanId": "000000000000abcg"], "16 hexadecimal digits", "spanId"), (["attributes": [:]], "an array", "attributes"),
            (["attributes": [["key": "a"], 7]], "an object", "attributes[1]"),
            (["attributes": [["key": "a", "value": "v"]]], "an object", "attributes[0].value"),
            (["attributes": [["value": ["intValue": "x"]]]], "a whole number of 64 bits", "attributes[0].value.intValue"),
            (["attributes": [["value": ["boolValue": 1]]]], "true or false", "attributes[0].value.boolValue"),
            (["attributes": [["value": ["doubleValue": "x"]]]], "a number", "attributes[0].value.doubleValue"),
            (["attributes": [["value": ["bytesValue": "?"]]]], "base64", "attributes[0].value.bytesValue"),
            (["attributes": [["value": ["arrayValue": ["values": [[:], 7]]]]]], "an object", "attributes[0].value.arrayValue.values[1]"),
            (["attributes": [["value": ["arrayValue": []]]]], "an object", "attributes[0].value.arrayValue"),
            (["events": [["attributes": [["key": 1]]]]], "a string", "events[0].attributes[0].key"),
        ] as [(JSONValue, String, String)]
    )
    func faults(json: JSONValue, expected: String, field: String) {
        let path = "resourceSpans[0].scopeSpans[0].spans[0].\(field)"
        #expect(throws: OTLPError(.expected(expected), path: path)) { try span(json) }
    }

    @Test("What is no object is no request", arguments: [JSONValue.null, 7, "text", [], true])
    func noObject(json: JSONValue) {
        #expect(throws: OTLPError(.expected("an object"))) { try OTLP.Traces(json: json) }
        #expect(throws: OTLPError(.expected("an object"))) { try OTLP.Logs(json: json) }
        #expect(throws: OTLPError(.expected("an object"))) { try OTLP.Metrics(json: json) }
        #expect(throws: OTLPError(.expected("an object"))) { try OTLP.ExportResult(json: json) }
    }

    @Test("Values nested deeper than the limit are refused with the path")
    func depth() {
        let deep = (0..<65).reduce(["intValue": 1] as JSONValue) { value, _ in ["arrayValue": ["values": [value]]] }
        let error = #expect(throws: OTLPError.self) { try value(deep) }
        #expect(error?.reason == .tooDeep(limit: 64))
        #expect(error?.path.hasPrefix("resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value.arrayValue.values[0]") == true)
    }
}
