import Foundation
import GlueJSON

extension LLMClient {
    /// Leaves the items of a file to the provider, going on where an earlier run ended.
    ///
    /// The name of what was submitted is written down beside the output, and before it that something is about to be: a run
    /// that is killed at any moment is taken up by the next one, and nothing is submitted twice. Files of more than 10,000
    /// items go as several batches, one after the other.
    ///
    /// - Returns: What all runs came to together.
    /// - Throws: ``BatchError``. What was written by then stays.
    public func batch(_ file: BatchFile, via batching: ProviderBatching) async throws(BatchError) -> BatchSummary {
        let keeper = try FileKeeper(file)
        let history = try await keeper.history()
        let items = FileItems(path: file.input, done: history.done)
        _ = try items.check()
        var rest = try await items.all()[...]
        var summary = history.summary
        var open = history.openBatch
        do throws(LLMError) {
            while let first = rest.first {
                let last = open?.last ?? rest.prefix(ProviderBatching.most).last?.index ?? first.index
                let part = rest.prefix { $0.index <= last }
                rest = rest.dropFirst(part.count)
                let response = try await work(Array(part), last: last, taking: open, batching, keeper)
                open = nil
                for result in response.results {
                    try await keeper.keep(result)
                    summary.add(result, isSkipped: false)
                }
                summary.elapsed += response.summary.elapsed
                try await keeper.note(["collected": true])
            }
        } catch {
            throw BatchError(.stopped(error), summary: summary)
        }
        try await keeper.finish()
        if file.ordersOutput { try OutputOrder.put(file.output) }
        return summary
    }

    /// Works on one batch of the provider, from where it was left.
    private func work(
        _ part: [PlacedItem],
        last: Int,
        taking open: BatchHistory.OpenBatch?,
        _ batching: ProviderBatching,
        _ keeper: FileKeeper
    ) async throws(LLMError) -> BatchResponse {
        var batching = batching
        batching.mark = open?.mark ?? UUID().uuidString
        batching.isLost = open != nil && open?.id == nil
        batching.resuming = batching.resuming ?? open?.id
        let mark = batching.mark
        let run = ProviderBatchRun(
            self,
            batching,
            submitting: { () throws(LLMError) in try await keeper.note(["submitting": .string(mark), "last": .integer(Int64(last))]) },
            submitted: { id throws(LLMError) in try await keeper.note(["submitted": .string(id), "mark": .string(mark)]) },
            refused: { () throws(LLMError) in try await keeper.note(["collected": true]) }
        )
        return try await run.run(part)
    }
}
