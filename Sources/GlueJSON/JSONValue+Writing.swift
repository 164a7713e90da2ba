extension JSONValue {
    /// How a value is laid out as text.
    public enum Layout: Sendable {
        /// One line without spaces.
        case compact
        /// One member or element a line, indented by two spaces.
        case indented
    }

    /// The JSON text.
    public func text(_ layout: Layout = .compact) -> String {
        String(decoding: bytes(layout), as: UTF8.self)
    }

    /// The JSON text as UTF-8.
    public func bytes(_ layout: Layout = .compact) -> [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes, layout)
        return bytes
    }

    /// Appends the JSON text as UTF-8.
    public func write(into bytes: inout [UInt8], _ layout: Layout = .compact) {
        write(into: &bytes, indent: layout == .indented ? 0 : nil)
    }

    private func write(into bytes: inout [UInt8], indent: Int?) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
        case .string(let value): Self.write(value, into: &bytes)
        case .array(let elements):
            Self.write(elements, "[", "]", into: &bytes, indent: indent) { $0.write(into: &$1, indent: $2) }
        case .object(let object):
            Self.write(object, "{", "}", into: &bytes, indent: indent) { member, bytes, indent in
                Self.write(member.key, into: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(UInt8(ascii: " ")) }
                member.value.write(into: &bytes, indent: indent)
            }
        }
    }

    private static func write<Items: Collection>(
        _ items: Items,
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        into bytes: inout [UInt8],
        indent: Int?,
        _ writeItem: (Items.Element, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        let inner = indent.map { $0 + 2 }
        var isFirst = true
        for item in items {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            newLine(inner, into: &bytes)
            writeItem(item, &bytes, inner)
        }
        if !isFirst { newLine(indent, into: &bytes) }
        bytes.append(UInt8(ascii: close))
    }

    private static func newLine(_ indent: Int?, into bytes: inout [UInt8]) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }

    /// Appends a string as a JSON string.
    package static func write(_ string: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(contentsOf: [hexDigit(byte >> 4), hexDigit(byte & 0x0F)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
