import GlueJSON

/// What values take as JSON text, in bytes.
enum JSONSize {
    static let ellipsis = "…"
    static let ellipsisSize = 3

    static func of(_ value: JSONValue) -> Int {
        switch value {
        case .string(let text): text.utf8.reduce(2) { $0 + width(of: $1) }
        case .array(let elements): elements.reduce(max(elements.count, 1) + 1) { $0 + of($1) }
        case .object(let object): object.reduce(max(object.count, 1) + 1) { $0 + of(.string($1.key)) + 1 + of($1.value) }
        case .null, .bool, .integer, .number: value.bytes().count
        }
    }

    /// The beginning of a text with an ellipsis, cut between two scalars.
    ///
    /// - Parameter bytes: What the text may take within its quotes, the ellipsis not counted where it is escaped.
    static func prefix(of text: String, within bytes: Int, escaped: Bool = true) -> String {
        var left = escaped ? bytes : bytes - ellipsisSize
        guard left >= 0 else { return "" }
        var end = text.unicodeScalars.startIndex
        while end < text.unicodeScalars.endIndex {
            let scalar = text.unicodeScalars[end]
            left -= escaped && scalar.isASCII ? width(of: UInt8(scalar.value)) : UTF8.width(scalar)
            guard left >= 0 else { break }
            end = text.unicodeScalars.index(after: end)
        }
        return String(text.unicodeScalars[..<end]) + ellipsis
    }

    /// How many bytes a byte of a string takes in JSON.
    private static func width(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, 0x0D, 0x09: 2
        case 0..<0x20: 6
        default: 1
        }
    }
}
