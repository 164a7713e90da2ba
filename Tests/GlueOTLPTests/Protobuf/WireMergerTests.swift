import GlueOTLP
import GlueTestSupport
import Testing

@Suite("Fields that come again")
struct WireMergerTests {
    @Test("What opentelemetry-proto in Python merges, we merge to the same", .needs(.otlp))
    func peer() async throws {
        let messages = Seeds.from(200, count: 100).map { seed in
            var generator = Generator(seed: seed)
            return Self.doubled(&generator)
        }
        let theirs = try await Peer.decode(messages, .traces)
        try #require(theirs.count == messages.count)
        for (ours, theirs) in zip(messages, theirs) { #expect(try OTLP.Traces(protobuf: ours).protobuf() == theirs.protobuf) }
    }

    /// A request in which resource, scope, span, status, attributes and their values come in two parts each.
    private static func doubled(_ generator: inout Generator) -> [UInt8] {
        let span = generator.span().packed() + attribute(&generator) + generator.span().packed() + attribute(&generator)
        let scope = Wire.field(1, generator.scope().packed()) + Wire.field(1, generator.scope().packed())
        let resource = Wire.field(1, generator.resource().packed()) + Wire.field(1, generator.resource().packed())
        return Wire.field(1, resource + Wire.field(2, scope + Wire.field(2, span)) + resource)
    }

    private static func attribute(_ generator: inout Generator) -> [UInt8] {
        let parts = (0..<4).map { _ in content(OTLP.packedSpan(attributes: [OTLP.KeyValue(generator.text(), generator.value())])) }
        return Wire.field(9, parts.flatMap(\.self))
    }

    /// What the one field of a message holds: without the tag, and without the length that ends with its first byte below 128.
    private static func content(_ message: [UInt8]) -> [UInt8] {
        Array(message.dropFirst().drop { $0 >= 0x80 }.dropFirst())
    }

    @Test("A number that only the first part has outlives the merge")
    func numbers() throws {
        let resource = Wire.field(1, Wire.tag(2, 0) + [5]) + Wire.field(1, Wire.field(1, Wire.field(1, "k")))
        let merged = OTLP.Resource(attributes: [OTLP.KeyValue("k", nil)], droppedAttributesCount: 5)
        #expect(try OTLP.Traces(protobuf: Wire.field(1, resource)) == OTLP.Traces([OTLP.ResourceSpans(resource: merged)]))
    }

    @Test("A message whose resource comes a quarter of a million times is read in linear time")
    func linear() throws {
        func time(parts count: Int) throws -> Duration {
            let part = Wire.field(1, Wire.field(1, []))
            let bytes = Wire.field(1, Array(repeatElement(part, count: count).joined()))
            var traces = OTLP.Traces()
            let time = try ProcessorTime.of { traces = try OTLP.Traces(protobuf: bytes) }
            #expect(traces.resourceSpans.first?.resource?.attributes.count == count)
            return time
        }
        let small = try time(parts: 1 << 15)
        // Eight times the parts: eight times the work, where the square of it would be sixty-four.
        #expect(try time(parts: 1 << 18) < small * 16)
    }
}
