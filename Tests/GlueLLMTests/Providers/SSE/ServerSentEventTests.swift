import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Server-sent events")
struct ServerSentEventTests {
    struct Event: Equatable, Sendable {
        var name: String?
        var data: String
        var id: String?

        init(_ data: String, name: String? = nil, id: String? = nil) {
            self.name = name
            self.data = data
            self.id = id
        }
    }

    private func parse(_ bytes: [UInt8], cutAt places: [Int] = [], limit: Int = 1 << 20) throws -> [Event] {
        var parser = ServerSentEventParser(limit: limit)
        var events: [Event] = []
        var start = 0
        for end in places + [bytes.count] {
            try Array(bytes[start..<end]).withRawBytes { piece throws(LLMError) in
                try parser.read(piece) { event in
                    events.append(Event(String(decoding: event.data, as: UTF8.self), name: event.name, id: event.id))
                }
            }
            start = end
        }
        return events
    }

    static let streams: [(String, [Event])] = [
        ("", []),
        ("data: a\n\n", [Event("a")]),
        ("data:a\n\ndata:  b\n\n", [Event("a"), Event(" b")]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", [Event("a"), Event("b")]),
        ("data: a\r\rdata: b\r\r", [Event("a"), Event("b")]),
        ("data: a\ndata: b\r\ndata: c\r\n\n", [Event("a\nb\nc")]),
        ("data\ndata\n\n", [Event("\n")]),
        ("data\n\n", [Event("")]),
        (": keep-alive\n\n: another\n\ndata: a\n\n", [Event("a")]),
        ("event: start\ndata: a\n\ndata: b\n\n", [Event("a", name: "start"), Event("b")]),
        ("event: lost\n\ndata: a\n\n", [Event("a")]),
        ("id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", [Event("a", id: "7"), Event("b", id: "7"), Event("c", id: "")]),
        ("id: a\0b\ndata: a\n\n", [Event("a")]),
        ("retry: 1500\ndata: a\n\n", [Event("a")]),
        ("retry: soon\nfield: x\nnonsense\ndata: a\n\n", [Event("a")]),
        ("\u{FEFF}data: a\n\n", [Event("a")]),
        ("data: é🌤ß\n\n", [Event("é🌤ß")]),
        ("data: \u{FEFF}a\n\n", [Event("\u{FEFF}a")]),
        ("data: unfinished\n", []),
        ("data: a\n\ndata: unfinished", [Event("a")]),
    ]

    @Test("A stream is the same wherever it is split, also within a character and a line end", arguments: streams)
    func splits(text: String, events: [Event]) throws {
        let bytes = Array(text.utf8)
        #expect(try parse(bytes) == events)
        for place in 0...bytes.count {
            #expect(try parse(bytes, cutAt: [place]) == events, "cut at \(place)")
            for second in place...bytes.count { #expect(try parse(bytes, cutAt: [place, second]) == events) }
        }
        #expect(try parse(bytes, cutAt: Array(bytes.indices)) == events)
    }

    @Test("The time to wait before a new connection is kept", arguments: [("1500", 1500), ("0", 0)])
    func retry(text: String, milliseconds: Int) throws {
        var parser = ServerSentEventParser(limit: 100)
        try Array("retry: \(text)\nretry: -1\nretry: x\n\n".utf8).withRawBytes { bytes throws(LLMError) in try parser.read(bytes) { _ in } }
        #expect(parser.retry == .milliseconds(milliseconds))
    }

    @Test(
        "An event has a bound, however its bytes come",
        arguments: [
            "data: 0123456789a\n\n", "data: 0123456789a", "data: 01234\ndata: 56789\n\n", ": 0123456789 123456789",
            "event: 01234567890123456",
        ]
    )
    func bound(text: String) {
        let bytes = Array(text.utf8)
        for places in [[], Array(bytes.indices)] {
            let error = #expect(throws: LLMError.self) { _ = try parse(bytes + [0x0A], cutAt: places, limit: 10) }
            #expect(error?.kind == .invalidResponse)
        }
    }

    @Test("What the receiver throws ends the reading")
    func failure() {
        var parser = ServerSentEventParser(limit: 100)
        var count = 0
        let error = #expect(throws: LLMError.self) {
            try Array("data: a\n\ndata: b\n\n".utf8).withRawBytes { bytes throws(LLMError) in
                try parser.read(bytes) { _ throws(LLMError) in
                    count += 1
                    throw LLMError(.budget, "enough")
                }
            }
        }
        #expect(error?.kind == .budget)
        #expect(count == 1)
    }

    @Test("Many events in pieces of any size come out as they went in", arguments: Seeds.from(0, count: 8))
    func random(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var text = ""
        var expected: [Event] = []
        for index in 0..<50 {
            let end = ["\n", "\r\n", "\r"].randomElement(using: &generator) ?? "\n"
            let data = String(repeating: "é🌤x", count: Int.random(in: 0...20, using: &generator)) + "\(index)"
            let name = Bool.random(using: &generator) ? "n\(index)" : nil
            if Bool.random(using: &generator) { text += ": ping\(end)" }
            if let name { text += "event: \(name)\(end)" }
            text += "data: \(data)\(end)\(end)"
            // A lone return before a line feed would be one line end of both.
            if end == "\r" { text += ":\n" }
            expected.append(Event(data, name: name))
        }
        let bytes = Array(text.utf8)
        let places = (0..<30).map { _ in Int.random(in: bytes.indices, using: &generator) }.sorted()
        #expect(try parse(bytes, cutAt: places) == expected)
    }
}
