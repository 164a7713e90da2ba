public import GlueSemantics

extension LLMClient {
    /// Answers a prompt, running tools as long as the model asks for them.
    ///
    /// - Throws: ``LLMError``. The caller's own cancellation is ``LLMError/Kind/cancelled``; a tool that fails is no
    ///   error but an answer to the model.
    public func complete(_ prompt: String) async throws(LLMError) -> Completion {
        var conversation = Conversation()
        return try await complete(prompt, in: &conversation)
    }

    /// Answers a prompt within a conversation and adds the whole exchange to it, tool rounds included.
    ///
    /// A call that fails leaves the conversation as it was.
    public func complete(_ prompt: String, in conversation: inout Conversation) async throws(LLMError) -> Completion {
        try await complete([.user(prompt)], in: &conversation)
    }

    /// Answers messages, such as a text with an image, within a conversation.
    public func complete(_ messages: [Message], in conversation: inout Conversation) async throws(LLMError) -> Completion {
        let completion = try await CompletionLoop(client: self, conversation: conversation).run(messages)
        conversation.append(completion)
        return completion
    }
}
