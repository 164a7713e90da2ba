/// Which models are asked, in order, when the client's own one cannot answer.
///
/// ```swift
/// client.fallbacks = Fallback([.model("gpt-4o-mini"), .client(anthropic)])
/// ```
/// Each gets its attempts by the client's retry policy; a completion that moved on stays with the model that answered. What
/// a caller of a stream has seen cannot be taken back: such an answer is not begun again by another model.
public struct Fallback: Sendable {
    /// A model to go on with.
    public struct Alternative: Sendable {
        public var model: String
        /// Nil for the client's own, with its keys.
        public var provider: (any ModelProvider)?
        /// The keys of ``provider``; keys never go from one provider to another.
        public var keys: APIKeyPool?

        public init(model: String, provider: (any ModelProvider)? = nil, keys: APIKeyPool? = nil) {
            self.model = model
            self.provider = provider
            self.keys = keys
        }

        /// Another model of the client's own provider.
        public static func model(_ name: String) -> Alternative { Alternative(model: name) }

        /// Another client's model, provider and keys; the rest stays as it is.
        public static func client(_ client: LLMClient) -> Alternative {
            Alternative(model: client.model, provider: client.provider, keys: client.keys)
        }
    }

    public var alternatives: [Alternative]
    /// The errors that move on; a timeout is a connection error too.
    public var kinds: Set<LLMError.Kind>

    public init(
        _ alternatives: [Alternative],
        on kinds: Set<LLMError.Kind> = [.rateLimit, .tokenLimit, .authentication, .connection, .timeout, .server]
    ) {
        self.alternatives = alternatives
        self.kinds = kinds
    }

    func movesOn(_ error: LLMError) -> Bool {
        kinds.contains(error.kind) || error.kind == .timeout && kinds.contains(.connection)
    }
}
