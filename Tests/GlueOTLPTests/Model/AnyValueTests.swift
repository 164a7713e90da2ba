import GlueOTLP
import Testing

@Suite("Attribute values")
struct AnyValueTests {
    @Test("A value gives what it holds and nothing else; only an integer is also a double")
    func accessors() {
        let values: [OTLP.AnyValue] = ["text", true, 7, 2.5, [1], .map([OTLP.KeyValue("k", 1)]), .bytes([1]), .empty, .stringIndex(1)]
        #expect(values.map(\.string) == ["text", nil, nil, nil, nil, nil, nil, nil, nil])
        #expect(values.map(\.bool) == [nil, true, nil, nil, nil, nil, nil, nil, nil])
        #expect(values.map(\.int) == [nil, nil, 7, nil, nil, nil, nil, nil, nil])
        #expect(values.map(\.double) == [nil, nil, 7, 2.5, nil, nil, nil, nil, nil])
        #expect(values.map(\.array) == [nil, nil, nil, nil, [1], nil, nil, nil, nil])
        #expect(values.map(\.map) == [nil, nil, nil, nil, nil, [OTLP.KeyValue("k", 1)], nil, nil, nil])
    }

    @Test("The first attribute of a key counts")
    func lookUp() {
        let attributes = [OTLP.KeyValue("a", nil), OTLP.KeyValue("b", 1), OTLP.KeyValue("b", 2)]
        #expect(attributes["b"] == 1)
        #expect(attributes["a"] == nil)
        #expect(attributes["c"] == nil)
    }
}
