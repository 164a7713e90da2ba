import GlueJSON
import GlueSemantics
import GlueTestSupport

/// Conversations that a seed repeats, with every kind of part and texts of very different lengths.
struct MessageGenerator {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func index(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func conversation() -> [Message] {
        var messages = (0..<index(0..<9)).map { _ in message() }
        if Bool.random(using: &random) { messages.insert(Message(.system, parts: [part()] + parts()), at: 0) }
        return messages
    }

    private mutating func message() -> Message {
        let role = [Role.user, .assistant, .tool, Role(rawValue: "critic")][index(0..<4)]
        let reason = [nil, FinishReason.stop, .toolCall, FinishReason(rawValue: "house")][index(0..<4)]
        return Message(role, parts: parts(), name: index(0..<4) == 0 ? text() : nil, finishReason: reason)
    }

    private mutating func parts() -> [MessagePart] { (0..<index(0..<5)).map { _ in part() } }

    private mutating func part() -> MessagePart {
        let id = Bool.random(using: &random) ? "call_\(index(0..<100))" : nil
        return switch index(0..<10) {
        case 0: .reasoning(text())
        case 1: .toolCall(ToolCall(id: id, name: "tool", arguments: value(2)))
        case 2: .toolCallResponse(ToolCallResponse(id: id, response: value(2)))
        case 3: .blob(modality: "image", mimeType: id.map { _ in "image/png" }, base64: text())
        case 4: .file(modality: "document", mimeType: nil, id: text())
        case 5: .uri(modality: "image", mimeType: nil, uri: text())
        case 6: .other(type: "house", ["type": "house", "more": value(2), "text": .string(text())])
        default: .text(text())
        }
    }

    mutating func value(_ depth: Int) -> JSONValue {
        switch index(0..<(depth > 0 ? 6 : 4)) {
        case 0: .null
        case 1: .integer(Int64(index(0..<100_000)))
        case 2, 3: .string(text())
        case 4: .array((0..<index(0..<4)).map { _ in value(depth - 1) })
        default: .object(JSONObject((0..<index(0..<4)).map { ("key\($0)", value(depth - 1)) }))
        }
    }

    mutating func text() -> String {
        let scalars: [Unicode.Scalar] = ["a", "b", " ", "\"", "\\", "\n", "\u{1}", "é", "\u{301}", "€", "😀", "…"]
        let count = [index(0..<4), index(0..<60), index(0..<60), index(0..<900)][index(0..<4)]
        // Some of one kind only, so that escapes and wide scalars come in bulk.
        let kinds = index(0..<3) == 0 ? [scalars[index(0..<scalars.count)]] : scalars
        return String(String.UnicodeScalarView((0..<count).map { _ in kinds[index(0..<kinds.count)] }))
    }
}
