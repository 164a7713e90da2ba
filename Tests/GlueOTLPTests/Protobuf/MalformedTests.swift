import GlueOTLP
import GlueTestSupport
import Testing

@Suite("Malformed protobuf")
struct MalformedTests {
    /// A message with a field of every kind, small enough to be cut and flipped everywhere.
    private static let sample = OTLP.Traces([
        OTLP.ResourceSpans(
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("a", .array([1, 2.5, true, "é"]))], entityRefs: [.init(idKeys: ["k"])]),
            scopeSpans: [
                OTLP.ScopeSpans(
                    scope: OTLP.Scope(name: "s", version: "1"),
                    spans: [
                        OTLP.Span(
                            traceID: .init(high: 1, low: 2),
                            spanID: .init(3),
                            flags: 0x101,
                            name: "n",
                            kind: .client,
                            startTimeUnixNano: 5,
                            endTimeUnixNano: 9,
                            attributes: [OTLP.KeyValue("m", .map([OTLP.KeyValue("b", .bytes([0, 255]))]))],
                            events: [OTLP.Event(timeUnixNano: 6, name: "e")],
                            links: [OTLP.Link(traceID: .init(high: 4, low: 5), spanID: .init(6))],
                            status: .init(code: .error, message: "x")
                        )
                    ]
                )
            ]
        )
    ])

    @Test("A message cut anywhere is an error within the bytes, never a part of the message")
    func truncation() throws {
        let bytes = Self.sample.protobuf()
        #expect(try OTLP.Traces(protobuf: bytes) == Self.sample)
        for end in 1..<bytes.count {
            let error = #expect(throws: OTLPError.self) { try OTLP.Traces(protobuf: Array(bytes[..<end])) }
            #expect(error?.reason == .truncated)
            #expect((error?.offset ?? .max) <= end)
        }
    }

    @Test("Any one bit flipped gives a message or an error with a place")
    func bitFlips() {
        let bytes = Self.sample.protobuf()
        for place in 0..<(bytes.count * 8) {
            var damaged = bytes
            damaged[place / 8] ^= 1 << UInt8(place % 8)
            expectCleanEnd(damaged)
        }
    }

    @Test("Random bytes, and messages damaged in several places, give a message or an error", arguments: Seeds.from(0, count: 8))
    func mutations(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var generator = Generator(seed: seed)
        let whole = [generator.traces().protobuf(), generator.logs().protobuf(), generator.metrics().protobuf(), Self.sample.protobuf()]
        for _ in 0..<500 {
            var bytes = whole.randomElement(using: &random) ?? []
            if bytes.isEmpty || Bool.random(using: &random) {
                bytes = (0..<Int.random(in: 1..<64, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            }
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            expectCleanEnd(bytes)
        }
    }

    /// Whatever is read is written and read again as the same; whatever is refused is refused at a place.
    private func expectCleanEnd(_ bytes: [UInt8]) {
        do throws(OTLPError) {
            let traces = try OTLP.Traces(protobuf: bytes)
            let copy = try OTLP.Traces(protobuf: traces.protobuf())
            // NaN does not equal itself, so the bytes are compared.
            #expect(copy.protobuf() == traces.protobuf())
        } catch {
            #expect(error.offset.map { (0...bytes.count).contains($0) } == true, "\(error) in \(bytes)")
        }
        if let logs = try? OTLP.Logs(protobuf: bytes) { #expect((try? OTLP.Logs(protobuf: logs.protobuf())) != nil) }
        if let metrics = try? OTLP.Metrics(protobuf: bytes) { #expect((try? OTLP.Metrics(protobuf: metrics.protobuf())) != nil) }
    }

    @Test(
        "A fault is told by its field and offset",
        arguments: [
            (Wire.request(span: Wire.field(1, [1, 2, 3])), OTLPError.Reason.idLength(found: 3, expected: 16), 8, "trace_id"),
            (Wire.request(span: Wire.field(2, Array(repeating: 7, count: 16))), .idLength(found: 16, expected: 8), 8, "span_id"),
            (Wire.request(span: Wire.field(4, [7])), .idLength(found: 1, expected: 8), 8, "parent_span_id"),
            (Wire.request(span: Wire.tag(1, 0) + [7]), .wrongForm, 7, "trace_id"),
            (Wire.request(span: Wire.tag(7, 0) + [7]), .wrongForm, 7, "start_time_unix_nano"),
            (Wire.request(span: Wire.tag(6, 2) + [0]), .wrongForm, 7, "kind"),
            (Wire.request(span: Wire.tag(9, 5) + [0, 0, 0, 0]), .wrongForm, 7, "attributes[0]"),
            (Wire.request(span: Wire.field(9, []) + Wire.field(9, []) + Wire.field(9, Wire.tag(2, 3))), .group, 13, "attributes[2].value"),
            (Wire.request(span: Wire.tag(5, 3) + Wire.tag(5, 4)), .group, 7, "name"),
            (Wire.request(span: Wire.tag(7, 1) + [1, 2, 3]), .truncated, 7, "start_time_unix_nano"),
            (Wire.request(span: Wire.tag(6, 0) + Array(repeating: 0x80, count: 10) + [0]), .malformedNumber, 7, "kind"),
            (Wire.request(span: Wire.tag(5, 2) + [0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x41]), .malformedNumber, 7, "name"),
            (Wire.request(span: Wire.tag(13, 2) + Wire.field(1, [9])), .truncated, 7, "links[0]"),
            (Wire.request(span: Wire.field(13, Wire.field(1, [9]))), .idLength(found: 1, expected: 16), 10, "links[0].trace_id"),
        ]
    )
    func faults(bytes: [UInt8], reason: OTLPError.Reason, offset: Int, field: String) {
        let path = "resource_spans[0].scope_spans[0].spans[0].\(field)"
        #expect(throws: OTLPError(reason, offset: offset, path: path)) { try OTLP.Traces(protobuf: bytes) }
    }

    @Test(
        "Tags that name no field are refused",
        arguments: [
            [0x00], [0x02, 0x00], [0x0E], [0x0F], Wire.varint(1 << 35) + [0],
            // A tag of six bytes, the last of which adds nothing.
            [0x92, 0x97, 0xD9, 0xA9, 0x89, 0x00, 0x00],
        ]
    )
    func tags(bytes: [UInt8]) {
        let error = #expect(throws: OTLPError.self) { try OTLP.Traces(protobuf: bytes) }
        #expect(error?.reason == .malformedNumber)
        #expect(error?.description.contains("byte 0") == true)
    }

    @Test("Unknown fields of every form are ignored at every level")
    func unknownFields() throws {
        let unknown =
            Wire.tag(1000, 0) + [1] + Wire.tag(1001, 1) + Array(repeating: 9, count: 8) + Wire.field(1002, "new")
            + Wire.tag(1003, 5) + [1, 2, 3, 4]
        let span = Wire.field(5, "n") + unknown + Wire.field(9, unknown + Wire.field(1, "k") + Wire.field(2, unknown))
        let bytes = unknown + Wire.field(1, unknown + Wire.field(2, unknown + Wire.field(2, span))) + unknown
        let expected = OTLP.Span(name: "n", attributes: [OTLP.KeyValue("k", .empty)])
        #expect(try OTLP.Traces(protobuf: bytes) == OTLP.Traces([.init(scopeSpans: [.init(spans: [expected])])]))
    }

    @Test("Fields that come twice: the last scalar counts, messages are merged, lists grow")
    func repeatedFields() throws {
        let status = Wire.field(15, Wire.field(2, "first")) + Wire.field(15, Wire.tag(3, 0) + [2])
        let span = Wire.field(5, "a") + Wire.field(5, "b") + status + Wire.field(9, Wire.field(1, "k")) + Wire.field(9, Wire.field(1, "l"))
        let expected = OTLP.Span(
            name: "b",
            attributes: [OTLP.KeyValue("k", nil), OTLP.KeyValue("l", nil)],
            status: OTLP.Status(code: .error, message: "first")
        )
        #expect(try OTLP.Traces(protobuf: Wire.request(span: span)).spans == [expected])
    }

    @Test("Packed and unpacked numbers of a list are the same")
    func packed() throws {
        let number: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0]
        for counts in [Wire.field(6, number + number), Wire.tag(6, 1) + number + Wire.tag(6, 1) + number] {
            let bytes = Wire.field(1, Wire.field(2, Wire.field(2, Wire.field(9, Wire.field(1, counts)))))
            let metric = try #require(try OTLP.Metrics(protobuf: bytes).metrics.first)
            guard case .histogram(let points, _) = metric.data else { throw OTLPError(.refused) }
            #expect(points.map(\.bucketCounts) == [[7, 7]])
        }
        let odd = Wire.field(1, Wire.field(2, Wire.field(2, Wire.field(9, Wire.field(1, Wire.field(6, [1, 2, 3]))))))
        let error = #expect(throws: OTLPError.self) { try OTLP.Metrics(protobuf: odd) }
        #expect(error?.path.hasSuffix("histogram.data_points[0].bucket_counts[0]") == true)
    }

    @Test("What is no UTF-8 becomes U+FFFD in every text")
    func invalidText() throws {
        let bad: [UInt8] = [0x61, 0xFF, 0x62, 0xE2, 0x82]
        let attribute = Wire.field(1, bad) + Wire.field(2, Wire.field(1, bad))
        let bytes = Wire.request(span: Wire.field(3, bad) + Wire.field(5, bad) + Wire.field(9, attribute))
        let span = try #require(try OTLP.Traces(protobuf: bytes).spans.first)
        let mended = "a\u{FFFD}b\u{FFFD}"
        #expect(span == OTLP.Span(traceState: mended, name: mended, attributes: [OTLP.KeyValue(mended, .string(mended))]))
    }

    @Test("Values nested 100,000 deep are refused, arrays and maps alike", arguments: [5 as UInt64, 6])
    func hostileDepth(field: UInt64) {
        // Built from the inside: each level writes its header before what is there, so the bytes stand reversed until the end.
        var reversed: [UInt8] = []
        func wrap(_ number: UInt64) { reversed += (Wire.tag(number, 2) + Wire.varint(UInt64(reversed.count))).reversed() }
        for _ in 0..<100_000 {
            if field == 6 { wrap(2) }
            wrap(1)
            wrap(field)
        }
        for number: UInt64 in [2, 9, 2, 2, 1] { wrap(number) }
        let error = #expect(throws: OTLPError.self) { try OTLP.Traces(protobuf: Array(reversed.reversed())) }
        #expect(error?.reason == .tooDeep(limit: OTLP.AnyValue.depthLimit))
        #expect(error?.path.hasPrefix("resource_spans[0].scope_spans[0].spans[0].attributes[0].value") == true)
    }
}
