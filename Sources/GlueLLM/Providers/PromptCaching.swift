/// What a provider is asked to keep of a request, so that the next one that begins alike costs less.
///
/// Providers that cache by themselves take the key alone.
public struct PromptCaching: Sendable, Hashable {
    /// How long the provider is to keep it.
    public enum Lifetime: Sendable, Hashable {
        /// Some minutes, as the provider has it.
        case short
        /// An hour or more, where the provider offers it.
        case long
    }

    /// Up to where the request is kept.
    public enum Extent: Sendable, Hashable {
        /// Tools and system prompt.
        case instructions
        /// The whole conversation so far.
        case conversation
    }

    public var extent: Extent
    public var lifetime: Lifetime
    /// What requests that begin alike are told apart by, where the provider takes such a name.
    public var key: String?

    public init(extent: Extent = .instructions, lifetime: Lifetime = .short, key: String? = nil) {
        self.extent = extent
        self.lifetime = lifetime
        self.key = key
    }
}
