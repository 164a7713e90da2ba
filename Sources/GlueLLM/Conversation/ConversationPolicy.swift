public import GlueSemantics

/// How a conversation is kept from growing for ever: by summaries, by a bound on its tokens, or by both, in that order.
///
/// System messages at the beginning stay, and so does the last message of the user; a tool call is never parted from its
/// answers.
public struct ConversationPolicy: Sendable {
    /// Nil for no summaries.
    public var summary: SummaryPolicy?
    /// How many tokens the messages of a request may have, by ``TokenEstimate``; nil for no bound.
    public var tokens: Int?

    public init(summary: SummaryPolicy? = nil, tokens: Int? = nil) {
        self.summary = summary
        self.tokens = tokens
    }

    /// Everything is sent as it is.
    public static let unbounded = ConversationPolicy()

    /// Messages made ready to be sent.
    public struct Prepared: Sendable, Equatable {
        public var messages: [Message]
        /// How many messages after the system prompt a summary took the place of; zero where there is none.
        public var summarized = 0
        /// How many messages were left out for want of room.
        public var dropped = 0

        public init(messages: [Message], summarized: Int = 0, dropped: Int = 0) {
            self.messages = messages
            self.summarized = summarized
            self.dropped = dropped
        }
    }

    /// Makes the messages of a request ready.
    ///
    /// - Parameters:
    ///   - messages: System prompt, conversation, prompt and tool rounds so far.
    ///   - summarize: Writes a summary of some messages; nil or nothing but white space where that failed, which leaves all as it was.
    /// - Throws: What `summarize` throws.
    public func prepare(
        _ messages: [Message],
        using summarize: ([Message]) async throws(LLMError) -> String?
    ) async throws(LLMError) -> Prepared {
        var prepared = Prepared(messages: messages)
        if let summary, let older = summary.older(of: messages),
            let text = try await summarize(Array(messages[older])), !text.trimmingSpace.isEmpty
        {
            prepared.messages.replaceSubrange(older, with: [SummaryPolicy.message(text.trimmingSpace)])
            prepared.summarized = older.count
        }
        if let tokens {
            let count = prepared.messages.count
            prepared.messages = prepared.messages.trimmed(toTokens: tokens)
            prepared.dropped = count - prepared.messages.count
        }
        return prepared
    }
}

extension SummaryPolicy {
    /// Which of some messages a summary is to stand for; nil where all may stay.
    func older(of messages: [Message]) -> Range<Int>? {
        guard messages.count > threshold else { return nil }
        let first = messages.instructionCount
        // What the user has asked just now is no thing of the past, however many tools were run for it.
        let last = min(messages.count - keepRecent, messages.lastPrompt ?? messages.count)
        guard let cut = messages.cuts.last(where: { $0 <= last }), cut > first else { return nil }
        // A summary of a summary alone would say the same.
        if cut - first == 1, messages[first].isSummary { return nil }
        return first..<cut
    }
}
