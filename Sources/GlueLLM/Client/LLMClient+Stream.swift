public import GlueSemantics

extension LLMClient {
    /// Answers a prompt in pieces, running tools as long as the model asks for them.
    ///
    /// - Parameter conversation: What was said before. It is not changed: append the exchange of the completion that the
    ///   last event holds.
    public func streamComplete(_ prompt: String, in conversation: Conversation = Conversation()) -> CompletionStream<String> {
        streamComplete([.user(prompt)], in: conversation)
    }

    /// Answers messages, such as a text with an image, in pieces. The value of the last event is the answer's text.
    public func streamComplete(_ messages: [Message], in conversation: Conversation = Conversation()) -> CompletionStream<String> {
        CompletionStream { [self] receive throws(LLMError) in
            let completion = try await CompletionLoop(client: self, conversation: conversation) { event throws(LLMError) in
                try await receive(event.cast(to: String.self))
            }
            .run(messages)
            try await receive(.finished(completion, completion.text))
        }
    }
}
