import GlueJSON

/// Reads what Python's `repr` makes of plain values: dictionaries, lists, tuples, strings, numbers, `None`.
///
/// litellm records provider bodies so. Anything else, such as an object's `repr`, is no literal and yields nil.
///
/// Source: Python language reference, "Lexical analysis".
struct PythonLiteral {
    static func parse(_ text: String, depthLimit: Int = 64) -> JSONValue? {
        var literal = PythonLiteral(characters: Array(text.unicodeScalars), depthLimit: depthLimit)
        guard let value = literal.value(depth: 0) else { return nil }
        literal.skipSpace()
        guard literal.position == literal.characters.count else { return nil }
        return value
    }

    private let characters: [Unicode.Scalar]
    private let depthLimit: Int
    private var position = 0

    private init(characters: [Unicode.Scalar], depthLimit: Int) {
        self.characters = characters
        self.depthLimit = depthLimit
    }

    private var next: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func skipSpace() {
        while let character = next, character.properties.isWhitespace { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == character else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONValue? {
        guard depth < depthLimit else { return nil }
        skipSpace()
        switch next {
        case "{": return dictionary(depth)
        case "[": return list(until: "]", depth)
        case "(": return list(until: ")", depth)
        case "'", "\"": return string().map(JSONValue.string)
        default: return word()
        }
    }

    private mutating func list(until end: Unicode.Scalar, _ depth: Int) -> JSONValue? {
        position += 1
        var elements: [JSONValue] = []
        while !take(end) {
            guard let element = value(depth: depth + 1) else { return nil }
            elements.append(element)
            if !take(",") {
                guard take(end) else { return nil }
                break
            }
        }
        return .array(elements)
    }

    private mutating func dictionary(_ depth: Int) -> JSONValue? {
        position += 1
        var members: [(String, JSONValue)] = []
        while !take("}") {
            guard let key = value(depth: depth + 1), take(":"), let member = value(depth: depth + 1) else { return nil }
            members.append((key.string ?? key.text(), member))
            if !take(",") {
                guard take("}") else { return nil }
                break
            }
        }
        return .object(JSONObject(members))
    }

    private mutating func word() -> JSONValue? {
        var text = ""
        while let character = next, character.properties.isAlphabetic || "0123456789+-._".unicodeScalars.contains(character) {
            text.unicodeScalars.append(character)
            position += 1
        }
        switch text {
        case "None": return .null
        case "True": return true
        case "False": return false
        default: return Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number)
        }
    }

    private mutating func string() -> String? {
        guard let quote = next else { return nil }
        position += 1
        var text = String.UnicodeScalarView()
        while let character = next {
            position += 1
            if character == quote { return String(text) }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            guard let escaped = escape() else { return nil }
            text.append(escaped)
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let character = next else { return nil }
        position += 1
        switch character {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "x": return hexadecimal(2)
        case "u": return hexadecimal(4)
        case "U": return hexadecimal(8)
        default: return character
        }
    }

    private mutating func hexadecimal(_ count: Int) -> Unicode.Scalar? {
        guard position + count <= characters.count else { return nil }
        var digits = String.UnicodeScalarView()
        digits.append(contentsOf: characters[position..<position + count])
        position += count
        // A lone surrogate, which Python's strings may hold, has no place in Unicode text.
        return UInt32(String(digits), radix: 16).map { Unicode.Scalar($0) ?? "\u{FFFD}" }
    }
}
