/// What keeps a batch's results beyond the process.
protocol BatchKeeper: Sendable {
    /// Writes down that a request of an item is about to go out.
    func willSend(_ item: PlacedItem, estimate: Cost) async throws(LLMError)

    /// Keeps a result; once it returns, the item counts as done.
    func keep(_ result: BatchResult) async throws(LLMError)

    /// Keeps what an item took that has no result, so that it is begun again by the next run.
    func keepTaken(by result: BatchResult) async throws(LLMError)
}
