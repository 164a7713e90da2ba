import GlueJSON
import Testing

@Suite("Encoding types as JSON")
struct JSONValueEncoderTests {
    static let order = Order(
        id: .max,
        state: .shipped,
        lines: [.init(name: "nut", price: 0.5, tags: []), .init(name: "bolt", price: nil, tags: ["a", "b"])],
        payment: .card(number: "41", month: 7),
        note: nil,
        matrix: [[1, nil], []],
        counts: ["n": 255],
        weight: 0.25,
        isGift: true
    )

    @Test("Members stand in the order in which the type writes them; what is nil is left out")
    func order() throws {
        let expected = [
            #"{"id":9223372036854775807,"state":"shipped","#,
            #""lines":[{"name":"nut","price":0.5,"tags":[]},{"name":"bolt","tags":["a","b"]}],"#,
            #""payment":{"card":{"number":"41","month":7}},"matrix":[[1,null],[]],"counts":{"n":255},"weight":0.25,"isGift":true}"#,
        ].joined()
        #expect(try JSONValue(encoding: Self.order).text() == expected)
    }

    @Test("Types come back as they went")
    func roundTrip() throws {
        #expect(try JSONValue(encoding: Self.order).decoded(as: Order.self) == Self.order)
        let envelope = Envelope(text: "t", numbers: [3, 4], pair: ["x", "y"])
        #expect(try JSONValue(encoding: envelope) == ["list": [[nil, 3, 4], ["inner": ["x", "y"]]], "body": ["inner": "t"]])
        #expect(try JSONValue(encoding: envelope).decoded(as: Envelope.self) == envelope)
    }

    @Test("A superclass keeps its members apart")
    func superclass() throws {
        let value = try JSONValue(encoding: Truck(wheels: 6, load: 7.5))
        #expect(value == ["load": 7.5, "super": ["wheels": 6]])
        let truck = try value.decoded(as: Truck.self)
        #expect(truck.wheels == 6 && truck.load == 7.5)
    }

    @Test("Scalars, lists and optionals need no object around them")
    func scalars() throws {
        #expect(try JSONValue(encoding: "x") == "x")
        #expect(try JSONValue(encoding: true) == true)
        #expect(try JSONValue(encoding: 1.5) == 1.5)
        #expect(try JSONValue(encoding: Float(0.5)) == 0.5)
        #expect(try JSONValue(encoding: Int?.none) == nil)
        #expect(try JSONValue(encoding: [1, nil, 3]) == [1, nil, 3])
        #expect(try JSONValue(encoding: [Int]()) == [])
        #expect(try JSONValue(encoding: [String: Int]()) == [:])
        #expect(try JSONValue(encoding: [7: "x"]) == ["7": "x"])
        #expect(try JSONValue(encoding: Order.State.open) == "open")
        #expect(try JSONValue(encoding: Order.Payment.cash) == ["cash": [:]])
    }

    @Test("Integers of every width keep their value")
    func widths() throws {
        #expect(try JSONValue(encoding: [Int8.min, .max]) == [-128, 127])
        #expect(try JSONValue(encoding: [Int16.min, .max]) == [-32768, 32767])
        #expect(try JSONValue(encoding: [Int32.min, .max]) == [-2_147_483_648, 2_147_483_647])
        #expect(try JSONValue(encoding: [Int64.min, .max]) == [.integer(.min), .integer(.max)])
        #expect(try JSONValue(encoding: [Int.min, .max]) == [.integer(.min), .integer(.max)])
        #expect(try JSONValue(encoding: UInt8.max) == 255)
        #expect(try JSONValue(encoding: UInt16.max) == 65535)
        #expect(try JSONValue(encoding: UInt32.max) == 4_294_967_295)
        #expect(try JSONValue(encoding: UInt64(Int64.max)) == .integer(.max))
        #expect(try JSONValue(encoding: UInt64(1) << 63) == .number(9.223372036854775808e18))
    }

    @Test("A whole number that would be rounded is refused with its place", arguments: [UInt64.max, UInt64(Int64.max) + 2])
    func rounded(number: UInt64) throws {
        let error = #expect(throws: EncodingError.self) { try JSONValue(encoding: ["ids": [1, number]]) }
        guard case .invalidValue(let value, let context) = try #require(error) else { return }
        #expect(value as? UInt64 == number)
        #expect(context.codingPath.map(\.stringValue) == ["ids", "1"])
        #expect(context.debugDescription.contains("as strings"))
    }

    @Test("Values within types stay the values that they are, in their order")
    func values() throws {
        struct Holder: Codable, Equatable {
            var value: JSONValue
            var list: [JSONValue]
        }
        let holder = Holder(value: ["z": 3.0, "a": [.integer(.max)]], list: [1, 1.0, nil])
        let value = try JSONValue(encoding: holder)
        #expect(value.text() == #"{"value":{"z":3.0,"a":[9223372036854775807]},"list":[1,1.0,null]}"#)
        #expect(try value.decoded(as: Holder.self) == holder)
        #expect(try JSONValue(encoding: holder.value).text() == holder.value.text())
    }

    @Test("A key written twice has its last value, in the place of the first")
    func twice() throws {
        struct Twice: Encodable {
            enum Keys: String, CodingKey { case a, b }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(1, forKey: .a)
                try container.encode(2, forKey: .b)
                try container.encode(3, forKey: .a)
            }
        }
        #expect(try JSONValue(encoding: Twice()).text() == #"{"a":3,"b":2}"#)
    }

    @Test("An error of the type itself passes through")
    func ownError() {
        struct Refusal: Error {}
        struct Refusing: Encodable { func encode(to encoder: any Encoder) throws { throw Refusal() } }
        #expect(throws: Refusal.self) { try JSONValue(encoding: [Refusing()]) }
    }
}
