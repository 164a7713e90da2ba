import GlueSemantics

/// When the older part of a conversation is replaced by a summary of it, which a model writes.
public struct SummaryPolicy: Sendable {
    /// How many messages are left alone, the system prompt included.
    public var threshold: Int
    /// How many of the last messages stay as they are, at least 1; more where fewer would part a tool call from its answers.
    public var keepRecent: Int
    /// The model that writes the summary; nil for the client's.
    public var model: String?
    /// Where that model is; nil for the client's provider.
    public var provider: (any ModelProvider)?
    /// What the model is told to do.
    public var instructions: String

    public init(
        threshold: Int = 20,
        keepRecent: Int = 6,
        model: String? = nil,
        provider: (any ModelProvider)? = nil,
        instructions: String = SummaryPolicy.instructions
    ) {
        self.threshold = threshold
        self.keepRecent = max(keepRecent, 1)
        self.model = model
        self.provider = provider
        self.instructions = instructions
    }

    public static let instructions = """
        Summarise the conversation below so that it can go on without its beginning. Keep what was asked, decided and promised, \
        names, numbers, dates, what tools found, and what is still open. Add nothing. Answer with the summary alone, in the \
        conversation's language.
        """

    /// What the message begins with that holds a summary.
    public static let heading = "[Conversation Summary]"

    /// The message that stands for what was summarised.
    static func message(_ summary: String) -> Message { .user("\(heading)\n\(summary)") }

    /// What the model is asked.
    func prompt(for messages: [Message]) -> [Message] { [.system(instructions), .user(Transcript.text(of: messages))] }
}

extension Message {
    /// Whether it stands for messages that were summarised.
    var isSummary: Bool { role == .user && text.hasPrefix(SummaryPolicy.heading) }
}
