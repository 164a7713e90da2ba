import GlueOTLP
import Testing

@Suite("OTLP errors")
struct OTLPErrorTests {
    @Test(
        "An error says what is wrong, and where as far as it is known",
        arguments: [
            (OTLPError(.truncated), "no OTLP: the message ends within a field"),
            (OTLPError(.group, offset: 7), "no OTLP at byte 7: there is a group, which OTLP does not have"),
            (OTLPError(.expected("a string"), path: "a[0].b"), "no OTLP at a[0].b: a string was expected"),
            (
                OTLPError(.idLength(found: 3, expected: 16), offset: 9, path: "trace_id"),
                "no OTLP at trace_id, byte 9: the id has 3 bytes instead of 16"
            ),
            (OTLPError(.tooDeep(limit: 64), path: "v"), "no OTLP at v: values are nested deeper than 64"),
        ]
    )
    func description(error: OTLPError, text: String) { #expect(error.description == text) }
}
