package import ServiceContextModule

extension ServiceContext {
    /// Runs work in the current context with something changed in it.
    package static func with<Value: Sendable>(
        _ change: (inout ServiceContext) -> Void,
        _ work: () async throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        var context = ServiceContext.current ?? .topLevel
        change(&context)
        // The task local's own function knows no typed errors.
        let result = await ServiceContext.withValue(context) { () async -> Result<Value, LLMError> in
            do throws(LLMError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
