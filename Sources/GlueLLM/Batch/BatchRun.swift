import AsyncAlgorithms
import GlueSemantics
import Synchronization
import Tracing

/// The work on a whole batch: some workers take item after item.
struct BatchRun: Sendable {
    typealias Receiver = @Sendable (BatchResult) async throws(LLMError) -> Void

    typealias AnswerObserver = @Sendable (PlacedItem, Completion, any Span) async -> Void

    let client: LLMClient
    let options: BatchOptions
    /// Nil where results are kept by whoever takes them.
    let keeper: (any BatchKeeper)?
    private let onAnswer: AnswerObserver?
    private let tracer: any Tracer
    private let tally: Tally

    /// - Parameters:
    ///   - earlier: What earlier runs of the same batch came to.
    ///   - onAnswer: Looks at each answer within its item's span.
    init(
        _ client: LLMClient,
        _ options: BatchOptions,
        keeper: (any BatchKeeper)? = nil,
        earlier: BatchSummary = BatchSummary(),
        onAnswer: AnswerObserver? = nil
    ) {
        self.onAnswer = onAnswer
        self.client = client
        self.options = options
        self.keeper = keeper
        tracer = client.tracer ?? InstrumentationSystem.tracer
        tally = Tally(earlier, client.clock)
    }

    /// Works items off as they are read, no further ahead than there are workers.
    ///
    /// - Parameter deliver: Takes results as they come. The worker that has one goes on once it is taken.
    /// - Throws: ``BatchError`` without results: they were delivered.
    func run<Items: AsyncSequence & Sendable>(
        _ items: Items,
        deliver: @escaping Receiver
    ) async throws(BatchError) -> BatchSummary where Items.Element == PlacedItem {
        do throws(LLMError) {
            try options.check()
        } catch {
            throw BatchError(.stopped(error))
        }
        let result: Result<BatchSummary, BatchError>
        do throws(LLMError) {
            result = try await Step.run(SpanNames.batch, ofKind: .internal, tracer: tracer, known: known) { span throws(LLMError) in
                let stop = await work(items, deliver)
                let summary = tally.summary
                span.change { $0.set(summary) }
                guard let stop else { return .success(summary) }
                let error = BatchError(stop, summary: summary)
                span.fail(error.underlying)
                return .failure(error)
            }
        } catch {
            throw BatchError(.stopped(error), summary: tally.summary)
        }
        return try result.get()
    }

    private var known: AttributeList {
        var known = AttributeList()
        known[GenAI.Attributes.requestModel] = client.model
        known[Glue.Attributes.batchConcurrency] = options.concurrency
        known[Glue.Attributes.batchErrorStrategy] = options.errorStrategy.rawValue
        if let total = options.total { known[Glue.Attributes.batchItems] = total }
        return known
    }

    /// - Returns: Why it ended before its end; nil where all items were worked off.
    private func work<Items: AsyncSequence & Sendable>(_ items: Items, _ deliver: @escaping Receiver) async -> BatchError.Reason?
    where Items.Element == PlacedItem {
        let channel = AsyncChannel<PlacedItem>()
        let stop = await withTaskGroup(of: BatchError.Reason?.self) { group in
            group.addTask { await Self.feed(items, into: channel) }
            for _ in 0..<options.concurrency {
                group.addTask {
                    for await item in channel {
                        guard !Task.isCancelled else { return nil }
                        if let stop = await end(item, deliver) { return stop }
                    }
                    return nil
                }
            }
            var first: BatchError.Reason?
            for await stop in group where stop != nil && first == nil {
                first = stop
                group.cancelAll()
            }
            return first
        }
        if stop == nil, Task.isCancelled { return .stopped(LLMError(.cancelled, "the batch was cancelled")) }
        return stop
    }

    private static func feed<Items: AsyncSequence & Sendable>(
        _ items: Items,
        into channel: AsyncChannel<PlacedItem>
    ) async -> BatchError.Reason? where Items.Element == PlacedItem {
        defer { channel.finish() }
        var seen = FingerprintSet()
        do {
            for try await item in items {
                guard seen.insert(Fingerprint(item.id)) else { return .duplicateID(item.id) }
                await channel.send(item)
                if Task.isCancelled { return nil }
            }
            return nil
        } catch let error as BatchError {
            return error.reason
        } catch let error as LLMError {
            return .stopped(error)
        } catch is CancellationError {
            return nil
        } catch {
            return .stopped(LLMError(classifying: "\(error)", type: "\(type(of: error))"))
        }
    }

    /// Works on one item to its end.
    ///
    /// - Returns: Why the batch ends with it; nil where it goes on.
    private func end(_ item: PlacedItem, _ deliver: Receiver) async -> BatchError.Reason? {
        let call = BatchItemCall(client: client, options: options, tracer: tracer, keeper: keeper, onAnswer: onAnswer)
        let result = await call.run(item)
        do throws(LLMError) {
            if let error = result.error {
                let isFatal = error.kind == .cancelled || options.fatal.contains(error.kind)
                if isFatal || options.errorStrategy == .failFast {
                    // A failure that ends the batch is no item's fault; the next run begins with it.
                    tally.add(result, isSkipped: false, hasEnded: !isFatal)
                    try await keeper?.keepTaken(by: result)
                    return isFatal ? .stopped(error) : .item(id: result.id, index: result.index, error)
                }
            }
            let isSkipped = result.error != nil && options.errorStrategy == .skip
            if isSkipped { try await keeper?.keepTaken(by: result) } else { try await keeper?.keep(result) }
            let progress = tally.add(result, isSkipped: isSkipped, hasEnded: true)
            if !isSkipped { try await deliver(result) }
            await options.onProgress?(BatchProgress(summary: progress.summary, total: options.total, rate: progress.rate))
            return nil
        } catch {
            return .stopped(error)
        }
    }
}

/// What a batch has come to so far.
private final class Tally: Sendable {
    private let state: Mutex<(summary: BatchSummary, rate: RecentRate)>
    private let elapsed: @Sendable () -> Duration

    init(_ earlier: BatchSummary, _ clock: any Clock<Duration>) {
        state = Mutex((earlier, RecentRate()))
        elapsed = Stopwatch(clock).elapsed
    }

    var summary: BatchSummary {
        state.withLock { state in
            state.summary.elapsed = elapsed()
            return state.summary
        }
    }

    @discardableResult
    func add(_ result: BatchResult, isSkipped: Bool, hasEnded: Bool) -> (summary: BatchSummary, rate: Double?) {
        state.withLock { state in
            if hasEnded { state.summary.add(result, isSkipped: isSkipped) } else { state.summary.addTaken(by: result) }
            state.summary.elapsed = elapsed()
            state.rate.add(state.summary.elapsed)
            return (state.summary, state.rate.perSecond)
        }
    }
}

extension AttributeList {
    /// Totals under names that no backend adds to those of the model calls.
    fileprivate mutating func set(_ summary: BatchSummary) {
        typealias Names = Glue.Attributes
        self[Names.batchItems] = summary.total
        self[Names.batchSucceeded] = summary.succeeded
        self[Names.batchFailed] = summary.failed
        self[Names.batchSkipped] = summary.skipped
        self[Names.batchResumed] = summary.resumed
        self[Names.batchRequests] = summary.requests
        set(summary.costs.total)
        if let usage = summary.usage {
            self[Names.usageInputTokens] = usage.inputTokens
            self[Names.usageOutputTokens] = usage.outputTokens
        }
    }
}
