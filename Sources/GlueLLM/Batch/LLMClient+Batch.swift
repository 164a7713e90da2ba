import Synchronization

extension LLMClient {
    /// Answers many prompts, some at a time.
    ///
    /// ```swift
    /// let response = try await client.batch(reviews.map { BatchItem("Is this review positive? \($0)") })
    /// for result in response.results { print(result.id, result.completion?.text ?? "failed") }
    /// ```
    /// Rate limiter, keys and budget of the client hold over all items together. The batch is one trace: a span `batch` with
    /// the totals, below it a span for each item.
    ///
    /// - Returns: The results in the order of the items; without those that failed where the strategy is to skip them.
    /// - Throws: ``BatchError`` with all that had come by then.
    public func batch(_ items: [BatchItem], options: BatchOptions = BatchOptions()) async throws(BatchError) -> BatchResponse {
        let placed = items.enumerated().map { PlacedItem(index: $0, item: $1) }
        var seen = FingerprintSet()
        for item in placed where !seen.insert(Fingerprint(item.id)) { throw BatchError(.duplicateID(item.id)) }
        var options = options
        options.total = items.count
        let results = Mutex<[BatchResult]>([])
        func ordered() -> [BatchResult] { results.withLock { $0.sorted { $0.index < $1.index } } }
        do throws(BatchError) {
            let summary = try await BatchRun(self, options).run(PlacedItems(items: placed)) { result in
                results.withLock { $0.append(result) }
            }
            return BatchResponse(summary: summary, results: ordered())
        } catch {
            var error = error
            error.results = ordered()
            throw error
        }
    }

    /// Answers items as they are read, and hands results out as they come.
    ///
    /// The items are read no further ahead than there are some under way, and no more are begun than results are taken: a
    /// sequence of millions is never in memory.
    public func batchStream<Items: AsyncSequence & Sendable>(
        _ items: Items,
        options: BatchOptions = BatchOptions()
    ) -> BatchStream where Items.Element == BatchItem {
        BatchStream { [self] receive throws(LLMError) in
            do throws(BatchError) {
                let summary = try await BatchRun(self, options).run(Placed(items: items)) { result throws(LLMError) in
                    try await receive(.result(result))
                }
                try await Self.finish(summary, receive)
            } catch {
                var failure = error.underlying
                if case .item(let id, _, _) = error.reason { failure.message = "item \(id): \(failure.message)" }
                throw failure
            }
        }
    }

    private static func finish(_ summary: BatchSummary, _ receive: BatchStream.Receiver) async throws(BatchError) {
        do throws(LLMError) {
            try await receive(.finished(summary))
        } catch {
            throw BatchError(.stopped(error), summary: summary)
        }
    }
}

/// Items with their places.
private struct Placed<Items: AsyncSequence & Sendable>: AsyncSequence, Sendable where Items.Element == BatchItem {
    let items: Items

    func makeAsyncIterator() -> Iterator { Iterator(items: items.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var items: Items.AsyncIterator
        var index = 0

        mutating func next() async throws -> PlacedItem? {
            guard let item = try await items.next() else { return nil }
            defer { index += 1 }
            return PlacedItem(index: index, item: item)
        }
    }
}
