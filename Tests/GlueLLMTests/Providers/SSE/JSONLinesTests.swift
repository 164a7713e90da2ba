import Testing

@testable import GlueLLM

@Suite("Lines of JSON")
struct JSONLinesTests {
    private func parse(_ text: String, cutAt places: [Int] = [], limit: Int = 1000) throws -> [String] {
        var parser = JSONLinesParser(limit: limit)
        var lines: [String] = []
        let bytes = Array(text.utf8)
        var start = 0
        for end in places + [bytes.count] {
            try Array(bytes[start..<end]).withRawBytes { piece throws(LLMError) in
                try parser.read(piece) { lines.append(String(decoding: $0, as: UTF8.self)) }
            }
            start = end
        }
        try parser.finish { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }

    @Test(
        "Lines are the same wherever the bytes are split; the last needs no end",
        arguments: [
            ("", []), ("{}\n", ["{}"]), ("{}", ["{}"]), ("{\"é\":1}\n\n  \n{}\n", ["{\"é\":1}", "{}"]), ("1\r\n2\n", ["1\r", "2"]),
            ("\n", []),
        ] as [(String, [String])]
    )
    func splits(text: String, lines: [String]) throws {
        for place in 0...text.utf8.count { #expect(try parse(text, cutAt: [place]) == lines) }
        #expect(try parse(text, cutAt: Array(text.utf8.indices.enumerated().map(\.offset))) == lines)
    }

    @Test("A line has a bound", arguments: ["0123456789a\n", "0123456789a", "1\n0123456789a\n2\n"])
    func bound(text: String) {
        let error = #expect(throws: LLMError.self) { try parse(text, limit: 10) }
        #expect(error?.kind == .invalidResponse)
    }
}
