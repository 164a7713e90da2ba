import GlueTestSupport
import Testing

@testable import GlueEncoding

@Suite("Gzip")
struct GzipTests {
    /// Text that compresses, noise that does not.
    private static func sample(_ count: Int, seed: UInt64 = 1, noise: Bool = false) -> [UInt8] {
        var random = SplitMix(seed: seed)
        let letters = Array("gen_ai.usage.input_tokens".utf8)
        return (0..<count).map { place in
            noise || place % 97 == 0 ? UInt8.random(in: .min ... .max, using: &random) : letters[place % letters.count]
        }
    }

    @Test("What is compressed comes back, of any length and at any level", arguments: [0, 1, 1000, 1 << 15, (1 << 16) + 1, 300_000])
    func roundTrip(count: Int) throws {
        for bytes in [Self.sample(count), Self.sample(count, noise: true)] {
            for level in [Gzip.Level.fastest, .standard, Gzip.Level(rawValue: 9), Gzip.Level(rawValue: -3), Gzip.Level(rawValue: 99)] {
                let compressed = Gzip.compress(bytes, level: level)
                #expect(Gzip.isCompressed(compressed))
                #expect(try Gzip.decompress(compressed, limit: count) == bytes)
            }
        }
    }

    @Test("Text becomes smaller")
    func smaller() { #expect(Gzip.compress(Self.sample(100_000)).count < 10_000) }

    @Test("A stream in pieces of any size holds what one go holds", arguments: [1, 7, 4096, 1 << 15, 100_000])
    func pieces(size: Int) throws {
        let bytes = Self.sample(200_000, seed: 3)
        var stream = GzipStream(expected: bytes.count)
        bytes.withUnsafeBytes { buffer in
            for start in stride(from: 0, to: buffer.count, by: size) {
                stream.append(UnsafeRawBufferPointer(rebasing: buffer[start..<min(start + size, buffer.count)]))
                stream.append(UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
        #expect(stream.finish() == Gzip.compress(bytes))
    }

    @Test("A stream that is never finished leaves nothing behind")
    func abandoned() {
        var stream = GzipStream()
        Self.sample(100_000, noise: true).withUnsafeBytes { stream.append($0) }
    }

    @Test("Members one after the other are one text; what follows the last is not ours")
    func members() throws {
        let (first, second) = (Self.sample(70_000, seed: 1), Self.sample(5, seed: 2))
        let both = Gzip.compress(first) + Gzip.compress([]) + Gzip.compress(second)
        #expect(try Gzip.decompress(both, limit: .max) == first + second)
        #expect(try Gzip.decompress(both + [0, 0, 0], limit: .max) == first + second)
        #expect(try Gzip.decompress(Gzip.compress(first) + Array("garbage".utf8), limit: .max) == first)
    }

    @Test("The second member is checked like the first")
    func damagedMember() {
        let both = Gzip.compress(Self.sample(10)) + Gzip.compress(Self.sample(10))
        #expect(throws: GzipError.truncated) { try Gzip.decompress(Array(both.dropLast()), limit: .max) }
    }

    @Test("Data cut anywhere is an error")
    func truncation() {
        let compressed = Gzip.compress(Self.sample(5000))
        for end in 0..<compressed.count {
            let error = #expect(throws: GzipError.self) { try Gzip.decompress(Array(compressed[..<end]), limit: .max) }
            #expect(error == (end == 1 ? .notCompressed : .truncated))
        }
    }

    @Test("Any one bit flipped is an error or, where no meaning is, nothing")
    func bitFlips() {
        let bytes = Self.sample(300)
        let compressed = Gzip.compress(bytes)
        for place in 0..<(compressed.count * 8) {
            var damaged = compressed
            damaged[place / 8] ^= 1 << UInt8(place % 8)
            // Of the header's ten bytes only time, speed and system may be anything; and the last bits before the checksum,
            // which fill up a byte.
            if let result = try? Gzip.decompress(damaged, limit: 1 << 20) {
                #expect(result == bytes)
                #expect((3..<10).contains(place / 8) || place / 8 == compressed.count - 9)
            }
        }
    }

    @Test("No more comes out than may", arguments: [0, 1, 65_535, 65_536, 1_999_999])
    func limit(limit: Int) throws {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 2_000_000))
        #expect(bomb.count < 20_000)
        #expect(throws: GzipError.tooLarge(limit: limit)) { try Gzip.decompress(bomb, limit: limit) }
        #expect(try Gzip.decompress(bomb, limit: 2_000_000).count == 2_000_000)
    }

    @Test("A bomb of many members is one bomb")
    func manyMembers() {
        let bomb = Array(repeatElement(Gzip.compress([UInt8](repeating: 0, count: 1000)), count: 1000).joined())
        #expect(throws: GzipError.tooLarge(limit: 999_999)) { try Gzip.decompress(bomb, limit: 999_999) }
    }

    @Test(
        "What is no gzip is told apart",
        arguments: [Array("hello".utf8), [0x1F], [0x1F, 0x8A, 8, 0], [0x78, 0x00], [0x50, 0x4B, 3, 4]] as [[UInt8]]
    )
    func notCompressed(bytes: [UInt8]) {
        #expect(throws: GzipError.notCompressed) { try Gzip.decompress(bytes, limit: .max) }
    }

    @Test("Python reads ours, and we read Python's gzip and zlib", .needs(.otlp))
    func python() async throws {
        let bytes = Self.sample(200_000, seed: 5)
        let read = "import sys, gzip; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))"
        #expect(try await Program.python(.otlp, script: read).run(input: Gzip.compress(bytes)).output == bytes)
        let forms = [
            "import sys, gzip; sys.stdout.buffer.write(gzip.compress(sys.stdin.buffer.read()))",
            "import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))",
            "import sys, gzip; gzip.GzipFile('name.pb', 'wb', 1, sys.stdout.buffer).write(sys.stdin.buffer.read())",
        ]
        for script in forms {
            let compressed = try await Program.python(.otlp, script: script).run(input: bytes).output
            #expect(try Gzip.decompress(compressed, limit: bytes.count) == bytes)
        }
    }

    @Test("Errors say what is wrong without naming what is in the data")
    func descriptions() {
        #expect(GzipError.tooLarge(limit: 7).description.contains("limit of 7 bytes"))
        var damaged = Gzip.compress(Self.sample(300))
        damaged[damaged.count - 6] ^= 1
        #expect(throws: GzipError.damaged("incorrect data check")) { try Gzip.decompress(damaged, limit: .max) }
    }
}
