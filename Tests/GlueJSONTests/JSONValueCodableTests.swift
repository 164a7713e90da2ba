import Foundation
import GlueJSON
import GlueTestSupport
import Testing

@Suite("JSON values through other coders")
struct JSONValueCodableTests {
    @Test("Foundation's coders carry any value there and back, but for order and the fraction of zero", arguments: Seeds.from(0, count: 8))
    func foundation(seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        for _ in 0..<20 {
            let value = generator.value(depth: 3)
            let data = try JSONEncoder().encode(value)
            #expect(try JSONDecoder().decode(JSONValue.self, from: data) == Self.wholeAsIntegers(value))
            #expect(Self.wholeAsIntegers(try JSONValue(parsing: [UInt8](data))) == Self.wholeAsIntegers(value))
        }
    }

    /// Other coders do not tell `3.0` from `3`.
    private static func wholeAsIntegers(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number): Int64(exactly: number).map(JSONValue.integer) ?? value
        case .array(let elements): .array(elements.map(wholeAsIntegers))
        case .object(let object): .object(JSONObject(object.map { ($0.key, wholeAsIntegers($0.value)) }))
        default: value
        }
    }
}
