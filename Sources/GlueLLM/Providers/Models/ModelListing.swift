public import Tracing

/// A provider that tells which models it serves.
public protocol ModelListing: Sendable {
    /// The models, in the provider's order, in one attempt.
    func models(attempt: Attempt) async throws(LLMError) -> [ModelInfo]
}

extension ModelListing {
    /// The models, in the provider's order.
    ///
    /// - Parameter tracer: Where the spans of the requests go; nil for the tracer that the application bootstrapped.
    public func models(tracer: (any Tracer)? = nil) async throws(LLMError) -> [ModelInfo] {
        try await models(attempt: Attempt(tracer: tracer ?? InstrumentationSystem.tracer))
    }
}
