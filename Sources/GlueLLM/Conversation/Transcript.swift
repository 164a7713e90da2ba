import GlueJSON
import GlueSemantics

/// A conversation as a text to read.
///
/// A model that is to summarise gets it in place of the messages themselves, which it would take for its own.
enum Transcript {
    static func text(of messages: [Message]) -> String {
        messages.flatMap { message in message.parts.map { line($0, of: message) } }.joined(separator: "\n")
    }

    private static func line(_ part: MessagePart, of message: Message) -> String {
        let speaker = message.name ?? message.role.rawValue
        return switch part {
        case .text(let text): "\(speaker): \(text)"
        case .reasoning(let text): "\(speaker) thought: \(text)"
        case .toolCall(let call): "\(speaker) called \(call.name): \(call.arguments.string ?? call.arguments.text())"
        case .toolCallResponse(let answer): "tool answered: \(answer.response.string ?? answer.response.text())"
        case .blob(let modality, _, _), .file(let modality, _, _), .uri(let modality, _, _): "\(speaker) showed: [\(modality)]"
        case .other(let type, _): "\(speaker): [\(type)]"
        }
    }
}
