import GlueJSON
import GlueOTLP

/// An attribute's value, as text and as HTML.
enum ValueView {
    /// Longer values come in pieces.
    static let longest = 4096

    static func text(_ value: OTLP.AnyValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bytes(let bytes): "\(bytes.count) bytes"
        case .empty, .stringIndex: ""
        case .array, .map: json(value).text(.indented)
        }
    }

    private static func json(_ value: OTLP.AnyValue) -> JSONValue {
        switch value {
        case .array(let values): .array(values.map(json))
        case .map(let members): .object(JSONObject(members.map { ($0.key, $0.value.map(json) ?? .null) }))
        case .string(let text): .string(text)
        case .int(let number): .integer(number)
        case .double(let number): .number(number)
        case .bool(let value): .bool(value)
        case .bytes(let bytes): .string("\(bytes.count) bytes")
        case .empty, .stringIndex: .null
        }
    }

    /// A value in a row of an attribute list.
    ///
    /// - Parameter address: Where its text comes from piece by piece.
    static func html(_ value: OTLP.AnyValue?, address: String) -> String {
        guard let value else { return "<span></span>" }
        let text = text(value)
        guard text.utf8.count > longest else { return shown(text) }
        let end = TextPiece.boundary(in: text, near: longest)
        let left = text.utf8.distance(from: end, to: text.utf8.endIndex)
        return """
            <div><pre>\(HTMLText.escaped(text[..<end]))</pre><a class="load" data-load href="\(HTMLText.escaped(address))&amp;from=\(longest)">\
            \(TextPiece.moreText(left))</a></div>
            """
    }

    /// JSON is laid out, texts of several lines keep them.
    static func shown(_ text: String) -> String {
        if let first = text.utf8.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "["), let json = try? JSONValue(parsing: text) {
            return HTMLText.code(json.text(.indented))
        }
        return text.contains(where: \.isNewline) ? "<pre>\(HTMLText.escaped(text))</pre>" : "<span>\(HTMLText.escaped(text))</span>"
    }
}
