public import GlueSemantics

/// What was said so far: a value that a call reads and extends.
///
/// The system prompt is the client's and no part of it. Tool rounds, images and summaries are.
public struct Conversation: Sendable, Hashable {
    /// The application's name for the conversation, for `gen_ai.conversation.id`; none is ever made up.
    public var id: String?
    public var messages: [Message]

    public init(id: String? = nil, messages: [Message] = []) {
        self.id = id
        self.messages = messages
    }

    /// Adds what came of a call: its whole exchange, and the summary of older messages if the call made one.
    public mutating func append(_ completion: Completion) {
        if let summarized = completion.summarizedHistory { messages = summarized }
        messages += completion.exchange
    }
}
