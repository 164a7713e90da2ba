import GlueTestSupport
import Testing

@testable import GlueJSON

@Suite("Parsing JSON", .timeLimit(.minutes(5)))
struct JSONValueParsingTests {
    @Test(
        "Every kind of value is read",
        arguments: [
            ("null", nil), (" true\n", true), ("\tfalse\r", false), ("0", 0), ("-0", 0), ("-17", -17), ("1.5", 1.5), ("-0.25", -0.25),
            ("1e3", 1000.0), ("1E+3", 1000.0), ("25e-2", 0.25), ("3.0", 3.0), ("0e0", 0.0), ("\"\"", ""), ("\"a b\"", "a b"), ("[]", []),
            ("[ ]", []), ("[1,[2,[]],\"x\"]", [1, [2, []], "x"]), ("{}", [:]), ("{ }", [:]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
            (" [ 1 , 2 ] ", [1, 2]), (" { \"a\" : 1 , \"b\" : 2 } ", ["a": 1, "b": 2]), (#"{"":1}"#, ["": 1]),
        ] as [(String, JSONValue)]
    )
    func valid(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(
        "What is no JSON is refused with reason and place",
        arguments: [
            ("", .empty, 0), (" \n", .empty, 2), ("nul", .endOfInput, 3), ("nulL", .unexpected("“L”"), 3), ("True", .unexpected("“T”"), 0),
            ("NaN", .unexpected("“N”"), 0), ("Infinity", .unexpected("“I”"), 0), ("'a'", .unexpected("“'”"), 0),
            ("\u{FEFF}1", .unexpected("byte 0xef"), 0), ("\u{0}", .unexpected("byte 0x0"), 0),
            ("01", .badNumber, 0), ("-01", .badNumber, 0), ("00", .badNumber, 0), ("-", .endOfInput, 1), ("-a", .badNumber, 1),
            ("1.", .endOfInput, 2), ("1.e3", .badNumber, 2), (".5", .unexpected("“.”"), 0), ("+1", .unexpected("“+”"), 0),
            ("1e", .endOfInput, 2), ("1e+", .endOfInput, 3), ("1ex", .badNumber, 2), ("0x10", .trailing, 1), ("1 2", .trailing, 2),
            ("[1,]", .unexpected("“]”"), 3), ("[1 2]", .unexpected("“2”"), 3), ("[,1]", .unexpected("“,”"), 1), ("[1", .endOfInput, 2),
            ("[", .endOfInput, 1), ("]", .unexpected("“]”"), 0), ("[1}", .unexpected("“}”"), 2), ("[1]]", .trailing, 3),
            ("{", .endOfInput, 1), ("{a:1}", .unexpected("“a”"), 1), ("{1:1}", .unexpected("“1”"), 1), (#"{"a"}"#, .unexpected("“}”"), 4),
            (#"{"a" 1}"#, .unexpected("“1”"), 5), (#"{"a":}"#, .unexpected("“}”"), 5), (#"{"a":1,}"#, .unexpected("“}”"), 7),
            (#"{"a":1"#, .endOfInput, 6), (#"{"a":1]"#, .unexpected("“]”"), 6), (#"{"a":1;"b":2}"#, .unexpected("“;”"), 6),
            ("\"", .endOfInput, 1), ("\"a", .endOfInput, 2), ("\"a\nb\"", .controlCharacter, 2), ("\"\u{1F}\"", .controlCharacter, 1),
            ("\"\\n\n\"", .controlCharacter, 3), (#""\"#, .endOfInput, 2), (#""\x""#, .badEscape, 2), (#""\'""#, .badEscape, 2),
            (#""\u12""#, .badEscape, 5), (#""\u12g4""#, .badEscape, 5), (#""\u123"#, .endOfInput, 6), (#""\U0041""#, .badEscape, 2),
            (#""\ud83d\u12""#, .badEscape, 11), ("// a\n1", .unexpected("“/”"), 0), (#"{"é":tru}"#, .unexpected("“}”"), 9),
        ] as [(String, JSONError.Reason, Int)]
    )
    func invalid(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error == JSONError(reason: reason, offset: offset))
    }

    @Test(
        "Escapes become what they stand for",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC\u20ac""#, "Aé€€"), (#""\u0000""#, "\u{0}"),
            (#""a\u0062c""#, "abc"), (#""\ud83d\ude00""#, "😀"), (#""\uD83D\uDE00!""#, "😀!"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n"),
        ]
    )
    func escapes(text: String, string: String) throws {
        let read = try #require(try JSONValue(parsing: text).string)
        #expect(Array(read.utf8) == Array(string.utf8))
    }

    @Test(
        "Bytes that are no UTF-8 become U+FFFD and harm nothing around them",
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0x61, 0x80, 0x62], "a\u{FFFD}b"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xC3, 0x5C, 0x6E], "\u{FFFD}\n"), ([0x5C, 0x6E, 0xF0, 0x9F, 0x98], "\n\u{FFFD}"),
        ] as [([UInt8], String)]
    )
    func invalidUTF8(content: [UInt8], string: String) throws {
        let text = [UInt8(ascii: "["), UInt8(ascii: "\"")] + content + Array("\",1]".utf8)
        #expect(try JSONValue(parsing: text) == [.string(string), 1])
    }

    @Test(
        "Integers keep their 64 bits; what is larger is a number",
        arguments: [
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9.223372036854775808e18)), ("-9223372036854775809", .number(-9.223372036854775808e18)),
            ("18446744073709551615", .number(1.8446744073709552e19)), ("9007199254740993", .integer(9_007_199_254_740_993)),
            ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)), ("5e-324", .number(.leastNonzeroMagnitude)),
            ("1e400", .number(.infinity)), ("-1e400", .number(-.infinity)), ("1e-400", .number(0)),
        ] as [(String, JSONValue)]
    )
    func limits(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test("Nesting is allowed to the limit and no deeper, whatever stands innermost", arguments: ["", "1", "\"x\"", "null"])
    func depth(innermost: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + innermost + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(JSONValue.defaultDepthLimit)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: nested(JSONValue.defaultDepthLimit + 1)) }
        #expect(error == JSONError(reason: .tooDeep(limit: 256), offset: 256))
        #expect(throws: JSONError(reason: .tooDeep(limit: 2), offset: 10)) { try JSONValue(parsing: #"{"a":{"b":{}}}"#, depthLimit: 2) }
        #expect(try JSONValue(parsing: "7", depthLimit: 0) == 7)
        // Hostile depth costs no stack: reading stops at the limit.
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 10_000_000)) }
    }

    @Test("Where a key comes twice the last value counts, in the place of the first", arguments: [3, 15, 16, 17, 18, 400])
    func repeatedKeys(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" } + [#""k1":"last""#]
        let object = try #require(try JSONValue(parsing: "{" + members.joined(separator: ",") + "}").object)
        #expect(object.keys == (0..<count).map { "k\($0)" })
        #expect(object[1].value == "last")
        #expect(object["k1"] == "last")
        #expect(object.last?.value == .integer(Int64(count - 1)))
    }

    @Test("An object of 200,000 members is read in time that grows with it alone")
    func hugeObject() throws {
        let members = (0..<200_000).map { "\"k\($0)\":\($0)" }
        let object = try #require(try JSONValue(parsing: "{" + members.joined(separator: ",") + "}").object)
        #expect(object.count == 200_000)
        #expect(object[199_999].key == "k199999")
        // The same members made into an object by code, as a redactor does.
        #expect(JSONObject(object.map { ($0.key, $0.value) }) == object)
    }

    @Test("No truncation or mutation of a text crashes the reading; each fault has a place within it", arguments: Seeds.from(0, count: 8))
    func mutations(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        let original = generator.value(depth: 4).bytes(.indented)
        for end in original.indices {
            do throws(JSONError) {
                _ = try JSONValue(parsing: Array(original[..<end]))
            } catch {
                #expect(error.offset <= end)
            }
        }
        for _ in 0..<400 {
            var bytes = original
            bytes[generator.index(below: bytes.count)] = UInt8(generator.index(below: 256))
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                // Bytes, not values: a digit that became an exponent may have made an infinity, which is written as null.
                #expect(try JSONValue(parsing: value.bytes()).bytes() == value.bytes())
            } catch {
                #expect(error.offset <= bytes.count)
            }
        }
    }
}
