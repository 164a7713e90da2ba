/// A batch whose items come from a file of JSON lines and whose answers go into another, so that it can go on where it was
/// killed.
///
/// ```swift
/// let summary = try await client.batch(BatchFile(input: "reviews.jsonl", output: "answers.jsonl"))
/// ```
/// A line of the input is an object with `prompt` or `messages`, and `id`, `system`, `model`, `parameters`, `schema` and
/// `metadata` where wanted; see ``BatchItem/init(json:)``. A line without an id has `line-N`. The whole input is read once
/// before anything is sent: lines that are no items and ids that come twice end the batch then, all of them told at once.
///
/// A line of the output is one item's answer or failure. Beside it stands `OUTPUT.sent`, in which each request is written down
/// before it goes out. Whoever runs the same batch again, after whatever end, gets the rest: no item is sent again whose line
/// is in the output, a line that broke off is cut and kept in `OUTPUT.torn`, and the summary counts the requests and costs of
/// all runs; those that were on their way when a run was killed as an estimate. An item counts as answered by its id alone.
public struct BatchFile: Sendable, Hashable {
    /// What an answer survives once it counts.
    public enum Durability: String, Sendable, Hashable, CaseIterable {
        /// The end of the machine: each line is synced to the disk before the item counts, lines that come at once by one sync.
        case synced
        /// The end of the process, by whatever signal: each line is the system's before the item counts.
        case written
    }

    public var input: String
    public var output: String
    public var durability: Durability
    /// Whether the output is put into the order of the input at the end; until then answers stand as they came.
    public var ordersOutput: Bool

    public init(input: String, output: String, durability: Durability = .synced, ordersOutput: Bool = false) {
        self.input = input
        self.output = output
        self.durability = durability
        self.ordersOutput = ordersOutput
    }

    /// The record of what was sent.
    var journal: String { output + ".sent" }
    /// Where lines that broke off are kept.
    var torn: String { output + ".torn" }
}

extension LLMClient {
    /// Answers the items of a file, going on where an earlier run ended.
    ///
    /// With ``BatchOptions/ErrorStrategy/continue`` a failed item's line says so and is done; with the other strategies it is
    /// not written, and the next run begins it again.
    ///
    /// - Returns: What all runs came to together.
    /// - Throws: ``BatchError``. What was written by then stays.
    public func batch(_ file: BatchFile, options: BatchOptions = BatchOptions()) async throws(BatchError) -> BatchSummary {
        let keeper = try FileKeeper(file)
        let history = try await keeper.history()
        let items = FileItems(path: file.input, done: history.done)
        var options = options
        options.total = try items.check()
        let summary = try await BatchRun(self, options, keeper: keeper, earlier: history.summary).run(items) { _ in }
        try await keeper.finish()
        if file.ordersOutput { try OutputOrder.put(file.output) }
        return summary
    }
}
