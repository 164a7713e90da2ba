import GlueJSON
import GlueTestSupport

/// JSON values that a seed repeats, with the awkward ones among them more often than chance would have it.
struct JSONGenerator {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func index(below count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    /// - Parameter depth: How many arrays and objects may stand within each other.
    mutating func value(depth: Int) -> JSONValue {
        switch index(below: depth > 0 ? 10 : 6) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(integer())
        case 3: return .number(number())
        case 4, 5: return .string(string())
        case 6, 7: return .array((0..<index(below: 6)).map { _ in value(depth: depth - 1) })
        default:
            let count = index(below: index(below: 8) == 0 ? 40 : 6)
            return .object(JSONObject((0..<count).map { _ in (string(), value(depth: depth - 1)) }))
        }
    }

    mutating func string() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é", "\u{301}", "€", "\u{2028}", "\u{FEFF}",
            "\u{FFFD}", "\u{FFFF}", "😀", "\u{10FFFF}",
        ]
        var string = String.UnicodeScalarView()
        for _ in 0..<index(below: 12) { string.append(scalars[index(below: scalars.count)]) }
        return String(string)
    }

    private mutating func integer() -> Int64 {
        switch index(below: 4) {
        case 0: [0, -1, .max, .min, 1 << 53, (1 << 53) + 1][index(below: 6)]
        case 1: Int64(truncatingIfNeeded: random.next())
        default: Int64(index(below: 2000)) - 1000
        }
    }

    /// Finite, and never one that would be read back as an integer.
    private mutating func number() -> Double {
        switch index(below: 3) {
        case 0: return [0.5, -0.0, 0.1, 1e21, -1e-7, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 3.0][index(below: 8)]
        case 1: return Double.random(in: -1...1, using: &random)
        default:
            let number = Double(bitPattern: random.next())
            return number.isFinite ? number : 0.25
        }
    }
}
