import GlueTestSupport
import Testing

@testable import GlueOTLP

@Suite("Fields that are packed as they come")
struct PackedFieldTests {
    @Test("They have the bytes that protobuf-c gives them, whatever the values", arguments: Seeds.from(1, count: 300))
    func likeProtobufC(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var attributes: [OTLP.KeyValue] = []
        for number in 0..<Int.random(in: 0...6, using: &generator.random) {
            // Keys of all lengths, also those whose length takes two bytes.
            let key = number == 0 ? "" : String(repeating: "k", count: number * number * 5) + "\(number)"
            attributes.append(OTLP.KeyValue(key, generator.value()))
        }
        var span = OTLP.Span()
        span.attributes = attributes
        var fields = AttributeFields(of: .span, limit: 10)
        for attribute in attributes { fields.set(attribute.key, try #require(attribute.value)) }
        #expect(bytes(fields) == span.packed())
        #expect(fields.values == attributes)

        span.attributes = []
        span.events = [OTLP.Event(timeUnixNano: generator.number(), name: generator.text(), attributes: attributes)]
        span.links = [
            OTLP.Link(
                traceID: generator.traceID(),
                spanID: generator.spanID(),
                traceState: generator.text(),
                attributes: attributes,
                flags: generator.number()
            )
        ]
        var ofEvent = AttributeFields(of: .event, limit: 10)
        var ofLink = AttributeFields(of: .link, limit: 10)
        for attribute in attributes {
            ofEvent.set(attribute.key, try #require(attribute.value))
            ofLink.set(attribute.key, try #require(attribute.value))
        }
        var items = SpanItems()
        items.addEvent(span.events[0].name, at: span.events[0].timeUnixNano, ofEvent)
        let link = span.links[0]
        items.addLink(to: link.traceID, link.spanID, traceState: link.traceState, flags: link.flags, ofLink)
        #expect([UInt8](items.bytes) == span.packed())
    }

    @Test("The rest of a span has protobuf-c's bytes within its bound", arguments: Seeds.from(1, count: 100))
    func head(seed: UInt64) {
        var generator = Generator(seed: seed)
        var span = generator.span()
        (span.attributes, span.events, span.links) = ([], [], [])
        var head = SpanHead()
        head.traceID = span.traceID
        head.spanID = span.spanID
        head.traceState = span.traceState
        head.parentSpanID = span.parentSpanID
        head.flags = span.flags
        head.name = span.name
        head.kind = span.kind
        head.startTimeUnixNano = span.startTimeUnixNano
        head.endTimeUnixNano = span.endTimeUnixNano
        head.droppedAttributesCount = span.droppedAttributesCount
        head.droppedEventsCount = span.droppedEventsCount
        head.droppedLinksCount = span.droppedLinksCount
        head.status = span.status
        let packed = withUnsafeTemporaryAllocation(byteCount: head.bound, alignment: 1) { place in
            [UInt8](place[..<head.pack(into: place)])
        }
        #expect(packed == span.packed())
    }

    @Test("A key that comes again keeps its place; others move with what is longer or shorter", arguments: Seeds.from(1, count: 200))
    func replacing(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let keys = ["a", "gen_ai.request.model", "gen_ai.request.mode", "gen_ai.response.model", "a key of eight", "12345678", ""]
        var fields = AttributeFields(of: .span, limit: 5)
        var expected: [OTLP.KeyValue] = []
        var dropped = 0
        for _ in 0..<30 {
            let key = try #require(keys.randomElement(using: &generator.random))
            if Int.random(in: 0..<5, using: &generator.random) == 0 {
                fields.remove(key)
                expected.removeAll { $0.key == key }
                continue
            }
            let value = generator.value()
            fields.set(key, value)
            if let index = expected.firstIndex(where: { $0.key == key }) {
                expected[index].value = value
            } else if expected.count < 5 {
                expected.append(OTLP.KeyValue(key, value))
            } else {
                dropped += 1
            }
        }
        #expect(fields.values == expected)
        #expect(fields.dropped == dropped)
        fields.sort()
        #expect(fields.values == expected.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }

    @Test("Sorted they are in the order of their keys' bytes, few and many", arguments: Seeds.from(1, count: 100))
    func sorting(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        // Many that begin with the same sixteen bytes, some that are the beginning of others, some with zeros at their end.
        let keys =
            ["", "\0", "a", "a\0", "gen_ai.response.", "12345678", "123456789", "ä"]
            + (0..<20).map { "gen_ai.response.\($0)" } + (0..<20).map { "key.\($0)" }
        let count = Int.random(in: 0...keys.count, using: &generator.random)
        let chosen = keys.shuffled(using: &generator.random).prefix(count)
        var fields = AttributeFields(of: .span, limit: keys.count, isUnique: true)
        for key in chosen { fields.set(key, Int64(1)) }
        fields.sort()
        #expect(fields.values.map(\.key) == chosen.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    private func bytes(_ fields: borrowing AttributeFields) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: fields.size) { place, count in
            if let start = place.baseAddress { fields.write(to: start) }
            count = fields.size
        }
    }
}
