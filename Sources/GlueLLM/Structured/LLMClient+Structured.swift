public import GlueJSON
public import GlueSemantics

extension LLMClient {
    /// Answers a prompt with a value of a type, running tools first as long as the model asks for them.
    ///
    /// ```swift
    /// let trip = try await client.structuredComplete("Plan two days in Rome.", as: Trip.self).value
    /// ```
    /// The form is asked for in the last model call alone. An answer that does not fit is sent back with what is wrong, at
    /// most ``CallLimits/repairs`` times.
    ///
    /// - Throws: ``LLMError``; of kind ``LLMError/Kind/invalidResponse`` with the path where no answer fitted.
    public func structuredComplete<Value: Generable>(
        _ prompt: String,
        as type: Value.Type = Value.self
    ) async throws(LLMError) -> StructuredCompletion<Value> {
        var conversation = Conversation()
        return try await structuredComplete([.user(prompt)], as: type, in: &conversation)
    }

    /// Answers a prompt with a value of a type within a conversation, which keeps the tool rounds and the answer that fits.
    public func structuredComplete<Value: Generable>(
        _ prompt: String,
        as type: Value.Type = Value.self,
        in conversation: inout Conversation
    ) async throws(LLMError) -> StructuredCompletion<Value> {
        try await structuredComplete([.user(prompt)], as: type, in: &conversation)
    }

    /// Answers messages with a value of a type within a conversation.
    public func structuredComplete<Value: Generable>(
        _ messages: [Message],
        as type: Value.Type = Value.self,
        in conversation: inout Conversation
    ) async throws(LLMError) -> StructuredCompletion<Value> {
        let answer = StructuredAnswer(OutputSchema(of: type), mode: provider.structuredOutput(for: model), accept: Self.accept(type))
        let completion = try await CompletionLoop(client: self, conversation: conversation, structure: answer).run(messages)
        let value = try completion.decoded(as: type)
        conversation.append(completion)
        return StructuredCompletion(value: value, completion: completion)
    }

    /// Answers a prompt with JSON that fits a schema.
    public func structuredComplete(_ prompt: String, schema: OutputSchema) async throws(LLMError) -> StructuredCompletion<JSONValue> {
        var conversation = Conversation()
        return try await structuredComplete([.user(prompt)], schema: schema, in: &conversation)
    }

    /// Answers messages with JSON that fits a schema within a conversation.
    public func structuredComplete(
        _ messages: [Message],
        schema: OutputSchema,
        in conversation: inout Conversation
    ) async throws(LLMError) -> StructuredCompletion<JSONValue> {
        let answer = StructuredAnswer(schema, mode: provider.structuredOutput(for: model))
        let completion = try await CompletionLoop(client: self, conversation: conversation, structure: answer).run(messages)
        conversation.append(completion)
        return StructuredCompletion(value: completion.value ?? .null, completion: completion)
    }

    /// Answers messages in pieces, running tools as long as the model asks for them; the last event holds a value of a type.
    ///
    /// The pieces are those of all model calls, also of answers that do not fit and are repaired.
    public func streamComplete<Value: Generable>(
        _ messages: [Message],
        as type: Value.Type,
        in conversation: Conversation = Conversation()
    ) -> CompletionStream<Value> {
        CompletionStream { [self] receive throws(LLMError) in
            let answer = StructuredAnswer(OutputSchema(of: type), mode: provider.structuredOutput(for: model), accept: Self.accept(type))
            let loop = CompletionLoop(client: self, conversation: conversation, structure: answer) { event throws(LLMError) in
                try await receive(event.cast(to: Value.self))
            }
            let completion = try await loop.run(messages)
            try await receive(.finished(completion, completion.decoded(as: type)))
        }
    }

    /// Answers messages in pieces; the last event holds JSON that fits a schema.
    public func streamComplete(
        _ messages: [Message],
        schema: OutputSchema,
        in conversation: Conversation = Conversation()
    ) -> CompletionStream<JSONValue> {
        CompletionStream { [self] receive throws(LLMError) in
            let answer = StructuredAnswer(schema, mode: provider.structuredOutput(for: model))
            let loop = CompletionLoop(client: self, conversation: conversation, structure: answer) { event throws(LLMError) in
                try await receive(event.cast(to: JSONValue.self))
            }
            let completion = try await loop.run(messages)
            try await receive(.finished(completion, completion.value ?? .null))
        }
    }

    /// Answers a prompt in pieces; the last event holds a value of a type.
    public func streamComplete<Value: Generable>(
        _ prompt: String,
        as type: Value.Type,
        in conversation: Conversation = Conversation()
    ) -> CompletionStream<Value> {
        streamComplete([.user(prompt)], as: type, in: conversation)
    }

    private static func accept<Value: Generable>(_ type: Value.Type) -> @Sendable (JSONValue) throws -> Void {
        { value in _ = try value.decoded(as: Value.self) }
    }
}

extension Completion {
    /// The answer as a type that it was found to fit.
    fileprivate func decoded<Value: Generable>(as type: Value.Type) throws(LLMError) -> Value {
        do {
            return try (value ?? .null).decoded(as: type)
        } catch {
            throw LLMError(.invalidResponse, "the answer is no \(type)", model: model)
        }
    }
}
