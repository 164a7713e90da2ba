extension LLMClient {
    /// Leaves many prompts to the provider, which answers within a day for about half the price.
    ///
    /// Each item is one request: no tools, no repairs of answers that have not the form asked for. Whoever gives up waiting
    /// leaves the batch to the provider and can take it up again by its name, see ``ProviderBatching/resuming``.
    ///
    /// - Returns: The results in the order of the items.
    /// - Throws: ``BatchError``.
    public func batch(_ items: [BatchItem], via batching: ProviderBatching) async throws(BatchError) -> BatchResponse {
        let placed = items.enumerated().map { PlacedItem(index: $0, item: $1) }
        var seen = FingerprintSet()
        for item in placed where !seen.insert(Fingerprint(item.id)) { throw BatchError(.duplicateID(item.id)) }
        guard !placed.isEmpty else { return BatchResponse(summary: BatchSummary(), results: []) }
        do throws(LLMError) {
            return try await ProviderBatchRun(self, batching).run(placed)
        } catch {
            throw BatchError(.stopped(error))
        }
    }
}
