import GlueJSON
import GlueOTLP

/// The words of a span that a search finds: what was said, whatever form it is kept in.
enum SearchText {
    /// How many bytes of one span can be found. What comes later is kept and shown, and not found by its words.
    static let limit = 1 << 18

    /// Nil where there are none.
    static func text(of content: OTLP.Span, status: OTLP.Status?) -> String? {
        var words = Words()
        for attribute in content.attributes { words.add(attribute.value) }
        for event in content.events { for attribute in event.attributes { words.add(attribute.value) } }
        if let message = status?.message, !message.isEmpty { words.add(text: message) }
        return words.text.isEmpty ? nil : words.text
    }

    /// Nil where there are none.
    static func text(of records: [OTLP.LogRecord]) -> String? {
        var words = Words()
        for record in records {
            words.add(record.body)
            for attribute in record.attributes where ContentNames.isContent(attribute.key) { words.add(attribute.value) }
        }
        return words.text.isEmpty ? nil : words.text
    }

    private struct Words {
        var text = ""

        private var isFull: Bool { text.utf8.count >= SearchText.limit }

        mutating func add(_ value: OTLP.AnyValue?) {
            guard !isFull else { return }
            switch value {
            case .string(let text): add(text: text)
            case .array(let values): for value in values { add(value) }
            case .map(let members): for member in members { add(member.value) }
            default: break
            }
        }

        /// Of JSON only the strings: escapes would glue letters to words.
        mutating func add(text: String) {
            guard let first = text.utf8.first, [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\"")].contains(first),
                let json = try? JSONValue(parsing: text)
            else { return append(text) }
            add(json)
        }

        private mutating func add(_ json: JSONValue) {
            guard !isFull else { return }
            switch json {
            case .string(let text): append(text)
            case .array(let values): for value in values { add(value) }
            case .object(let members): for member in members where !Self.marks.contains(member.key) { add(member.value) }
            default: break
            }
        }

        /// Members that say what a part is, not what it says.
        private static let marks: Set<String> = ["type", "role", "finish_reason", "mime_type", "modality", "object"]

        private mutating func append(_ more: String) {
            let room = SearchText.limit - text.utf8.count
            text += more.utf8.count <= room ? more : String(decoding: more.utf8.prefix(max(room, 0)), as: UTF8.self)
            text += "\n"
        }
    }
}
