import GlueJSON
import GlueSemantics

/// An answer that asked for tools and what they brought, as messages.
struct ToolRound {
    let answer: Message
    let runs: [ToolRun]

    /// The answer and one message a call, then what the tools want to show beyond their responses.
    ///
    /// Images and other parts follow in a message of the user: only a few providers take them within a tool's response.
    var messages: [Message] {
        let parts = runs.flatMap(\.parts)
        let responses = runs.map { Message.tool(id: $0.call.id, response: $0.response) }
        return [answer] + responses + (parts.isEmpty ? [] : [Message(.user, parts: parts)])
    }

    /// The round as one message of the user; nil where the model also said something, which must not be lost.
    var condensed: [Message]? {
        guard answer.text.isEmpty, !runs.isEmpty else { return nil }
        let lines = runs.map { "- \($0.call.name) -> \($0.text)" }
        return [Message(.user, parts: [.text("[Tool Results]\n" + lines.joined(separator: "\n"))] + runs.flatMap(\.parts))]
    }
}

extension ToolRun {
    /// The response as text; of a failure its message alone.
    fileprivate var text: String {
        let text = response.string ?? response.text()
        let prefix = ToolFailure.prefix
        return errorType != nil && text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }
}
