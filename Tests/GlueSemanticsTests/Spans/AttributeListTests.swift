import GlueSemantics
import Testing
import Tracing

@Suite("Lists of attributes")
struct AttributeListTests {
    @Test("They keep their order and type, and nil sets nothing")
    func setting() {
        var list = AttributeList()
        #expect(list.isEmpty)
        list["text"] = "täxt"
        list["int"] = 42
        list["int64"] = Int64(-7)
        list["double"] = 0.5
        list["bool"] = true
        list["texts"] = ["a", "b"]
        list["text"] = nil as String?
        list.set("ints", .int64Array([1, 2]))
        #expect(list.elements.map(\.key) == ["text", "int", "int64", "double", "bool", "texts", "ints"])
        #expect(list["text"] == "täxt" && list["int"] == 42 && list["int64"] == Int64(-7) && list["double"] == 0.5)
        #expect(list["bool"] == true && list["texts"] == ["a", "b"])
        #expect(list["ints"] == SpanAttribute.int64Array([1, 2]))
        #expect(list["text"] as Int? == nil && list["nothing"] as String? == nil)
    }

    @Test("Of several values of a key the last one counts, also as a dictionary")
    func lastOne() {
        var list = AttributeList()
        list["a"] = 1
        list["b"] = "x"
        list["a"] = 2
        #expect(list["a"] == 2)
        let attributes = SpanAttributes(list)
        #expect(attributes.count == 2 && attributes.get("a") == .int64(2) && attributes.get("b") == .string("x"))
    }
}
