import GlueJSON
import Testing

@Suite("Decoding types from JSON")
struct JSONValueDecoderTests {
    private struct Person: Decodable, Equatable {
        var name: String
        var age: Int
        var nick: String?
        var scores: [UInt8]?
    }

    /// What went wrong and where, in words that a table can hold.
    private func fault(_ value: JSONValue) throws -> String {
        let error = try #require(#expect(throws: DecodingError.self) { try value.decoded(as: [String: Person].self) })
        func path(_ context: DecodingError.Context) -> String { context.codingPath.map(\.stringValue).joined(separator: ".") }
        return switch error {
        case .keyNotFound(let key, let context): "\(path(context)): no \(key.stringValue)"
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            "\(path(context)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    @Test(
        "The error says where and what",
        arguments: [
            ([1], ": expected an object, found an array"), (nil, ": expected an object, found null"),
            (["p": "x"], "p: expected an object, found a string"), (["p": [:]], "p: no name"),
            (["p": ["name": 1, "age": 2]], "p.name: expected a string, found a number"),
            (["p": ["name": nil, "age": 2]], "p.name: expected a string, found null"),
            (["p": ["name": "n"]], "p: no age"),
            (["p": ["name": "n", "age": 2.5]], "p.age: expected a whole number that fits Int, found a number"),
            (["p": ["name": "n", "age": 1e19]], "p.age: expected a whole number that fits Int, found a number"),
            (["p": ["name": "n", "age": "2"]], "p.age: expected a whole number that fits Int, found a string"),
            (["p": ["name": "n", "age": true]], "p.age: expected a whole number that fits Int, found a boolean"),
            (["p": ["name": "n", "age": 2, "nick": []]], "p.nick: expected a string, found an array"),
            (["p": ["name": "n", "age": 2, "scores": [1, 256]]], "p.scores.1: expected a whole number that fits UInt8, found a number"),
            (["p": ["name": "n", "age": 2, "scores": [-1]]], "p.scores.0: expected a whole number that fits UInt8, found a number"),
            (["p": ["name": "n", "age": 2, "scores": [1, nil]]], "p.scores.1: expected a whole number that fits UInt8, found null"),
            (["p": ["name": "n", "age": 2, "scores": ["a": 1]]], "p.scores: expected an array, found an object"),
        ] as [(JSONValue, String)]
    )
    func faults(value: JSONValue, message: String) throws {
        #expect(try fault(value) == message)
    }

    @Test("No message repeats what the value holds")
    func secrecy() throws {
        #expect(try !fault(["p": ["name": "n", "age": "hunter2"]]).contains("hunter2"))
    }

    @Test("Members that are missing or null are nil where the type allows it; members that it does not know are skipped")
    func optionals() throws {
        let person = Person(name: "n", age: 2, nick: nil, scores: nil)
        #expect(try JSONValue.object(["name": "n", "age": 2]).decoded() == person)
        #expect(try JSONValue.object(["name": "n", "age": 2.0, "nick": nil, "scores": nil, "more": [1]]).decoded() == person)
        #expect(try JSONValue.array([nil, 1]).decoded(as: [Int?].self) == [nil, 1])
        #expect(try JSONValue.null.decoded(as: Int?.self) == nil)
    }

    @Test("Enums are told apart by raw value or by member")
    func enums() throws {
        #expect(try JSONValue.string("open").decoded(as: Order.State.self) == .open)
        #expect(throws: DecodingError.self) { try JSONValue.string("lost").decoded(as: Order.State.self) }
        #expect(try JSONValue.object(["cash": [:]]).decoded(as: Order.Payment.self) == .cash)
        #expect(throws: DecodingError.self) { try JSONValue.object(["cheque": [:]]).decoded(as: Order.Payment.self) }
    }

    @Test("Integers of every width must fit; 64 bits are kept")
    func widths() throws {
        #expect(try JSONValue.integer(.max).decoded(as: Int64.self) == .max)
        #expect(try JSONValue.integer(.max).decoded(as: UInt64.self) == UInt64(Int64.max))
        #expect(try JSONValue.number(9.223372036854775808e18).decoded(as: UInt64.self) == 1 << 63)
        #expect(try JSONValue.integer(.min).decoded(as: Int.self) == .min)
        #expect(try JSONValue.array([-128, 127]).decoded(as: [Int8].self) == [-128, 127])
        #expect(throws: DecodingError.self) { try JSONValue.integer(128).decoded(as: Int8.self) }
        #expect(throws: DecodingError.self) { try JSONValue.integer(-32769).decoded(as: Int16.self) }
        #expect(throws: DecodingError.self) { try JSONValue.integer(1 << 31).decoded(as: Int32.self) }
        #expect(throws: DecodingError.self) { try JSONValue.integer(-1).decoded(as: UInt.self) }
        #expect(throws: DecodingError.self) { try JSONValue.integer(65536).decoded(as: UInt16.self) }
        #expect(throws: DecodingError.self) { try JSONValue.integer(1 << 32).decoded(as: UInt32.self) }
        #expect(throws: DecodingError.self) { try JSONValue.number(.nan).decoded(as: Int.self) }
    }

    @Test("Any number is a Double; a Float takes what its range holds")
    func floating() throws {
        #expect(try JSONValue.integer(3).decoded(as: Double.self) == 3)
        #expect(try JSONValue.number(0.1).decoded(as: Float.self) == 0.1)
        #expect(throws: DecodingError.self) { try JSONValue.number(1e39).decoded(as: Float.self) }
        #expect(throws: DecodingError.self) { try JSONValue.string("1").decoded(as: Double.self) }
    }

    @Test("Dictionaries with whole numbers as keys, and reading past the end of a list")
    func containers() throws {
        #expect(try JSONValue.object(["7": "x"]).decoded(as: [Int: String].self) == [7: "x"])
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.decode(Int.self)
                _ = try list.decode(Int.self)
            }
        }
        #expect(throws: Never.self) { try JSONValue.array([1, 2]).decoded(as: Pair.self) }
        let error = #expect(throws: DecodingError.self) { try JSONValue.array([1]).decoded(as: Pair.self) }
        guard case .valueNotFound(_, let context) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.intValue) == [1])
    }

    @Test("A large dictionary is decoded without the square of its size", .timeLimit(.minutes(1)))
    func large() throws {
        let dictionary = Dictionary(uniqueKeysWithValues: (0..<20_000).map { ("key\($0)", $0) })
        #expect(try JSONValue(encoding: dictionary).decoded() == dictionary)
    }

    @Test("A superclass whose members are missing is an error with its place")
    func superclass() throws {
        let error = #expect(throws: DecodingError.self) { try JSONValue.object(["load": 1]).decoded(as: Truck.self) }
        guard case .keyNotFound(let key, _) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(key.stringValue == "super")
    }
}
