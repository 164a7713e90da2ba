extension LLMError {
    /// Whatever an attempt threw, as an error of the engine.
    init(_ error: any Error, provider: String, model: String, limit: Duration) {
        switch error {
        case var error as LLMError:
            // A provider that was cancelled reports what it saw of it, such as a closed connection.
            if Task.isCancelled { error = LLMError(.cancelled, "the call was cancelled", status: error.status) }
            error.provider = error.provider ?? provider
            error.model = error.model ?? model
            self = error
        case is TimeLimitExceeded:
            self.init(
                .timeout,
                "no whole answer came within \(limit); raise limits.attempt if it may take longer",
                provider: provider,
                model: model
            )
        case is CancellationError:
            self.init(.cancelled, "the call was cancelled", provider: provider, model: model)
        default:
            self.init(classifying: "\(error)", type: "\(type(of: error))", provider: provider, model: model)
        }
    }
}
