import GlueOTLP
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("Ids are read from hexadecimal digits of either case and written in lower case, with leading zeros")
    func hexadecimal() {
        let traceID = OTLP.TraceID(high: 0xA, low: 0xFEDC_BA98_7654_3210)
        #expect(traceID.description == "000000000000000afedcba9876543210")
        #expect(OTLP.TraceID(hex: "000000000000000AFEDCBA9876543210") == traceID)
        #expect(OTLP.SpanID(0xAB).description == "00000000000000ab")
        #expect(OTLP.SpanID(hex: "00000000000000aB"[...]) == OTLP.SpanID(0xAB))
    }

    @Test(
        "What is no id is refused",
        arguments: ["", "0", "g000000000000000", "0x00000000000001", "+000000000000001", " 00000000000001", "000000000000000é"]
    )
    func refused(text: String) {
        #expect(OTLP.SpanID(hex: text) == nil)
        #expect(OTLP.TraceID(hex: text + text) == nil)
    }

    @Test("Zero is no id; one bit anywhere makes one")
    func validity() {
        #expect(!OTLP.TraceID.none.isValid && !OTLP.SpanID.none.isValid)
        #expect(OTLP.TraceID(high: 1, low: 0).isValid && OTLP.TraceID(high: 0, low: 1).isValid && OTLP.SpanID(1).isValid)
    }

    @Test("Ids sort as their digits do")
    func order() {
        let ids = [OTLP.TraceID(high: 2, low: 0), .init(high: 1, low: .max), .init(high: 1, low: 0)]
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
        #expect([OTLP.SpanID(.max), .init(1)].sorted() == [.init(1), .init(.max)])
    }
}
