import GlueSemantics
import Logging
import Tracing

extension CompletionLoop {
    /// Whether the next model of the chain is asked after an error.
    func movesOn(_ asked: LLMClient, after error: LLMError, _ totals: Totals) -> Bool {
        guard let fallbacks = client.fallbacks, totals.fallbacks < fallbacks.alternatives.count else { return false }
        // What the caller has seen of an answer cannot be taken back, and without time there is nothing to go on with.
        return fallbacks.movesOn(error) && error.partialOutput == nil && deadline.remaining != .zero
    }

    func tell(from: LLMClient, to: LLMClient, after error: LLMError, _ span: any Span) async {
        span.addEvent(
            SpanEvent(
                name: Glue.Events.fallback,
                attributes: [
                    Glue.Attributes.fallbackFrom: .string(from.qualifiedModel),
                    Glue.Attributes.fallbackTo: .string(to.qualifiedModel),
                    Glue.Attributes.cause: .string(error.kind.rawValue),
                ]
            )
        )
        metrics.fallback(from: from.qualifiedModel, to: to.qualifiedModel, after: error)
        client.logger.notice(
            "A model cannot answer and another one is asked",
            metadata: ["from": "\(from.qualifiedModel)", "to": "\(to.qualifiedModel)", "cause": "\(error.kind.rawValue)"]
        )
        await events.emit(
            .modelFallback(from: from.qualifiedModel, to: to.qualifiedModel, errorType: error.kind.rawValue),
            model: to.model
        )
    }
}

extension LLMError {
    /// The error with the place in the loop where it happened; the caller's own cancellation needs none.
    func inIteration(_ number: Int, of most: Int) -> LLMError {
        guard kind != .cancelled else { return self }
        var error = self
        error.message = "iteration \(number)/\(most): \(message)"
        return error
    }
}

extension LLMClient {
    /// The client with the model of its chain that comes after so many others; itself for none.
    func movedOn(by count: Int) -> LLMClient {
        guard count > 0, let alternative = fallbacks?.alternatives[count - 1] else { return self }
        var client = self
        client.model = alternative.model
        if let provider = alternative.provider {
            client.provider = provider
            // The keys of one provider are no business of another.
            client.keys = alternative.keys
        }
        return client
    }

    fileprivate var qualifiedModel: String { "\(provider.name):\(model)" }
}
