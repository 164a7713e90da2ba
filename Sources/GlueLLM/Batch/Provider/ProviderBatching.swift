import Foundation

/// How a batch is left to its provider.
public struct ProviderBatching: Sendable {
    /// How long to wait between two looks at the batch.
    public var pollInterval: Duration
    /// The provider's name for a batch that was submitted before with the same items; nil for a new one.
    public var resuming: String?
    /// Is told the provider's name for the batch as soon as there is one, so that it can be kept.
    public var onSubmit: (@Sendable (String) async -> Void)?

    /// The name of ours that the batch bears.
    var mark = UUID().uuidString
    /// Whether it was about to be submitted when a run ended, so that nobody knows whether it was.
    var isLost = false

    /// How many items of a file go into one batch: they are in memory together.
    static let most = 10_000

    public init(
        pollInterval: Duration = .seconds(60),
        resuming: String? = nil,
        onSubmit: (@Sendable (String) async -> Void)? = nil
    ) {
        self.pollInterval = pollInterval
        self.resuming = resuming
        self.onSubmit = onSubmit
    }
}
