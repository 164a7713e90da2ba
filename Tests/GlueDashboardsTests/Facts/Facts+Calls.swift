import GlueJSON
import GlueOTLP

/// What the spans of model calls and completions tell.
extension Facts {
    private func spans(_ operation: String) -> [OTLP.Span] {
        recording.spans.filter { $0.text("gen_ai.operation.name") == operation }
    }

    /// Those of the chosen model.
    private func chosen(_ operation: String) -> [OTLP.Span] {
        spans(operation).filter { model == nil || $0.text("gen_ai.request.model") == model }
    }

    /// Model calls and how long they took, in seconds.
    var calls: [Happening] { chosen("chat").map { $0.happening($0.seconds) } }

    var embeddings: [Happening] { chosen("embeddings").map { $0.happening($0.seconds) } }

    /// Completions and how long they took.
    var completions: [Happening] { chosen("invoke_agent").map { $0.happening($0.seconds) } }

    /// Completions and how many model calls each took.
    var rounds: [Happening] { spans("invoke_agent").map { $0.happening($0.number("gluellm.iterations") ?? 0) } }

    /// Completions and how many tools each ran.
    var toolsUsed: [Happening] { spans("invoke_agent").map { $0.happening($0.number("gluellm.tool_calls") ?? 0) } }

    // MARK: - Streams

    /// Streamed calls and how long they took to their first piece.
    var firstPieces: [Happening] {
        chosen("chat").compactMap { span in span.number("gen_ai.response.time_to_first_chunk").map { span.happening($0).withoutError } }
    }

    /// Pieces after the first, and how long each took: the answer's own text says it.
    var nextPieces: [Happening] {
        chosen("chat").filter { $0.number("gen_ai.response.time_to_first_chunk") != nil }.flatMap { span -> [Happening] in
            let times = span.pieces
            return times.dropFirst().map { span.happening($0).withoutError }
        }
    }

    // MARK: - Tokens and cost

    /// Calls and the tokens of a kind that they took.
    func tokens(_ kind: String) -> [Happening] {
        chosen("chat").compactMap { span in span.number("gen_ai.usage.\(kind)").map { span.happening($0).withoutError } }
    }

    var tokensIn: [Happening] { tokens("input_tokens") }
    var tokensOut: [Happening] { tokens("output_tokens") }

    /// Calls and what they cost, in dollars.
    var costs: [Happening] {
        (chosen("chat") + chosen("embeddings")).compactMap { span in span.number("gluellm.cost.usd").map { span.happening($0).withoutError }
        }
    }

    /// Calls that were answered at a price that nobody knows.
    var unpriced: [Happening] { chosen("chat").filter { $0.text("gluellm.cost.kind") == "unknown" }.map { $0.happening(1) } }

    // MARK: - Trouble

    /// Waits before another attempt.
    var retries: [Happening] { events("gluellm.retry", of: chosen("chat")) }

    /// Waits for a limit.
    var waits: [Happening] { events("gluellm.rate_limit.wait", of: chosen("chat")) }

    var keyChanges: [Happening] { events("gluellm.key.change", of: chosen("chat")) }

    /// Not of a model: they go from one to another.
    var fallbacks: [Happening] { events("gluellm.fallback", of: spans("invoke_agent")) }

    private func events(_ name: String, of spans: [OTLP.Span]) -> [Happening] {
        spans.flatMap { span in
            span.events.filter { $0.name == name }.map { event in
                var happening = span.happening(event.attributes["gluellm.delay"]?.number ?? 1).withoutError
                happening.labels["error_type"] = event.attributes["gluellm.cause"]?.string
                happening.labels["gluellm_fallback_from"] = event.attributes["gluellm.fallback.from"]?.string
                happening.labels["gluellm_fallback_to"] = event.attributes["gluellm.fallback.to"]?.string
                return happening
            }
        }
    }
}

extension OTLP.Span {
    /// When each piece of a streamed answer came after the one before it, in seconds.
    fileprivate var pieces: [Double] {
        guard let text = text("gen_ai.output.messages"), let messages = try? JSONValue(parsing: text) else { return [] }
        let parts = messages.array?.first?["parts"]?.array ?? []
        return parts.flatMap { part -> [Double] in
            guard let content = part["content"]?.string else { return [0] }
            return content.split(separator: " ").map { word in (Double(word.dropLast(2)) ?? 0) / 1_000_000 }
        }
    }
}

extension Happening {
    /// Of what came before something failed.
    fileprivate var withoutError: Happening {
        var happening = self
        happening.labels["error_type"] = nil
        return happening
    }
}
