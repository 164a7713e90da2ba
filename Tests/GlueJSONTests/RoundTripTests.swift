import GlueJSON
import GlueTestSupport
import Testing

@Suite("JSON there and back", .timeLimit(.minutes(5)))
struct RoundTripTests {
    @Test("Any value is read back as it was written, compact or indented, in its order", arguments: Seeds.from(0, count: 40))
    func roundTrip(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        for _ in 0..<25 {
            let value = generator.value(depth: 5)
            for layout in [JSONValue.Layout.compact, .indented] {
                let read = try JSONValue(parsing: value.bytes(layout))
                #expect(read == value)
                // Equality knows no order; the bytes do.
                #expect(read.bytes() == value.bytes())
            }
        }
    }

    @Test("Python's json reads what we write and we read what it writes", .needs(.otlp))
    func python() async throws {
        var generator = JSONGenerator(seed: 17)
        let values = (0..<400).map { _ in generator.value(depth: 4) }
        let script = """
            import json, sys
            for line in sys.stdin.buffer.read().split(b"\\n"):
                value = json.loads(line)
                print(json.dumps(value))
                print(json.dumps(value, ensure_ascii=False, indent=1).replace("\\n", " "))
                print(json.dumps(json.dumps(value)))
            """
        let program = try Program.python(.otlp, script: "import sys; sys.stdout.reconfigure(encoding='utf-8')\n" + script)
        let outcome = try await program.run(input: Array(values.map { $0.text() }.joined(separator: "\n").utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        let lines = outcome.output.split(separator: UInt8(ascii: "\n"))
        try #require(lines.count == 3 * values.count)
        for (index, value) in values.enumerated() {
            #expect(try JSONValue(parsing: Array(lines[3 * index])) == value)
            #expect(try JSONValue(parsing: Array(lines[3 * index + 1])).bytes() == value.bytes())
            let inner = try #require(try JSONValue(parsing: Array(lines[3 * index + 2])).string)
            #expect(try JSONValue(parsing: inner).bytes() == value.bytes())
        }
    }

    @Test("Python's json refuses and accepts what we refuse and accept, mutation by mutation", .needs(.otlp))
    func pythonVerdicts() async throws {
        var generator = JSONGenerator(seed: 99)
        var texts: [[UInt8]] = []
        let alphabet = Array(#"[]{}",:\/0123456789.eE+-truefalsn  u"#.utf8)
        for _ in 0..<60 {
            let original = generator.value(depth: 3).bytes()
            for _ in 0..<25 {
                var bytes = original
                bytes[generator.index(below: bytes.count)] = alphabet[generator.index(below: alphabet.count)]
                texts.append(bytes)
            }
        }
        // Python's own extensions of JSON and its strictness about UTF-8 are not the question here.
        let script = """
            import json, sys
            def no(name): raise ValueError(name)
            for line in sys.stdin.buffer.read().split(b"\\n"):
                try:
                    json.loads(bytes.fromhex(line.decode()).decode("utf-8", "replace"), parse_constant=no)
                    print(1)
                except (ValueError, RecursionError):
                    print(0)
            """
        let input = texts.map { $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }.joined(separator: "\n")
        let outcome = try await Program.python(.otlp, script: script).run(input: Array(input.utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        let verdicts = outcome.text.split(separator: "\n")
        try #require(verdicts.count == texts.count)
        #expect(verdicts.contains("0") && verdicts.contains("1"))
        for (text, verdict) in zip(texts, verdicts) {
            let isRead = (try? JSONValue(parsing: text)) != nil
            #expect(isRead == (verdict == "1"), "\(String(decoding: text, as: UTF8.self))")
        }
    }
}
