/// A provider that works batches off by itself: within a day instead of at once, and for less.
///
/// ``LLMClient/batch(_:via:)`` is the way to use one.
public protocol BatchProvider: ModelProvider {
    /// What a request costs in a batch as a share of its price.
    var batchPriceFactor: Double { get }

    /// Hands requests over.
    ///
    /// - Parameter mark: A name of ours by which ``findBatch(mark:attempt:)`` finds the batch where its id was lost.
    func submitBatch(_ requests: [BatchedRequest], mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch

    /// How far a batch is.
    func batch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch

    /// The batch that bears a mark; nil where none was ever submitted.
    ///
    /// - Throws: ``LLMError/Kind/other`` where the provider cannot tell.
    func findBatch(mark: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch?

    /// What came of the requests of a batch that has ended, by their ids. Those without a result are missing.
    func batchResults(
        _ batch: ProviderBatch,
        for requests: [BatchedRequest],
        attempt: Attempt
    ) async throws(LLMError) -> [String: Result<ModelResponse, LLMError>]

    /// Asks to end a batch. What was answered by then is billed and has its results.
    func cancelBatch(_ id: String, attempt: Attempt) async throws(LLMError) -> ProviderBatch
}

/// A request within a batch of a provider.
public struct BatchedRequest: Sendable, Hashable {
    /// Letters, digits, `_` and `-`, at most 64.
    public var id: String
    public var request: ModelRequest
}

/// A batch as its provider tells of it.
public struct ProviderBatch: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        case underWay
        /// There are results, also where it was cancelled or took too long.
        case ended
        /// It was refused as a whole, for this reason.
        case refused(String)
    }

    public var id: String
    public var state: State
    /// Where the results are, in the provider's own terms.
    public var results: [String]

    public init(id: String, state: State, results: [String] = []) {
        self.id = id
        self.state = state
        self.results = results
    }
}
