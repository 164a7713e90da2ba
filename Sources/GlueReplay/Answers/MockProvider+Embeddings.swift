import GlueJSON
public import GlueLLM

extension MockProvider: EmbeddingProvider {
    /// Gives recorded vectors again.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where there are none for these texts.
    public func embed(_ request: EmbeddingRequest, attempt: Attempt) async throws(LLMError) -> EmbeddingResponse {
        guard let wire = book.embeddings.answer(model: request.model, inputs: request.inputs)?.wire,
            let json = try? JSONValue(parsing: wire.bytes)
        else {
            book.noteUnanswered()
            throw LLMError(
                .configuration,
                "no recorded vectors of \(request.model) for these texts are left; vectors are recorded with the wire alone",
                isRetryable: false
            )
        }
        return try EmbeddingResponse(openAI: json, count: request.inputs.count)
    }
}
