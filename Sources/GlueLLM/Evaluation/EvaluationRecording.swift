public import Foundation
import GlueJSON
import GlueRedaction
import GlueSemantics
import Logging
import Synchronization

/// Keeps a record of every call of the clients that have it: also of calls that fail, are blocked or cancelled.
///
/// ```swift
/// let recording = EvaluationRecording(JSONLinesEvaluationStore(path: "calls.jsonl"))
/// client.evaluation = recording
/// …
/// await recording.close()
/// ```
/// Records hold what was said, since whoever gives a store asks for that: redacted by the client's redactor, after hooks of
/// the stage `pre_eval_record` have seen the record as JSON text. A call hands its record over and goes on; a store that is
/// slower than the calls loses records, which are counted, unless calls are to wait for it.
public final class EvaluationRecording: Sendable {
    /// What a call waits for.
    public enum Delivery: Sendable, Hashable {
        /// Nothing. So many records wait for the store; more are dropped.
        case queued(capacity: Int)
        /// Until the store has the record, whatever becomes of the call meanwhile.
        case awaited
    }

    private struct Work: Sendable {
        let record: EvaluationRecord
        let hooks: HookRunner
        let redactor: Redactor
        let logger: Logger
    }

    let keepsContent: Bool
    let now: @Sendable () -> Date
    private let store: any EvaluationStore
    private let delivery: Delivery
    private let queue: AsyncStream<Work>.Continuation
    private let drain: Task<Void, Never>
    private let count = Mutex(0)

    /// - Parameters:
    ///   - keepsContent: Whether prompts, answers, arguments and responses of tools are in the records.
    ///   - now: What the time is.
    public init(
        _ store: any EvaluationStore,
        keepsContent: Bool = true,
        delivery: Delivery = .queued(capacity: 1000),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.keepsContent = keepsContent
        self.delivery = delivery
        self.now = now
        let capacity = if case .queued(let capacity) = delivery { max(capacity, 1) } else { 1 }
        let (stream, continuation) = AsyncStream.makeStream(of: Work.self, bufferingPolicy: .bufferingOldest(capacity))
        queue = continuation
        drain = Task { for await work in stream { await Self.keep(work, in: store) } }
    }

    deinit { queue.finish() }

    /// How many records were dropped, as the store was too slow or closed.
    public var dropped: Int { count.withLock { $0 } }

    /// Waits until the store has all records that were handed over, and closes it.
    public func close() async {
        queue.finish()
        await drain.value
        await store.close()
    }

    /// Hands over what came of a call.
    func take(
        _ outcome: Result<Completion, LLMError>,
        to prompt: [Message],
        after conversation: Conversation,
        by client: LLMClient,
        _ totals: Totals,
        took latency: Duration
    ) async {
        let record = EvaluationRecord(
            outcome,
            to: prompt,
            after: conversation,
            by: client,
            totals,
            took: latency,
            keepingContent: keepsContent,
            at: now()
        )
        let work = Work(record: record, hooks: HookRunner(client), redactor: client.redactor, logger: client.logger)
        switch delivery {
        // A task of its own: the record of a call that was cancelled is kept, too.
        case .awaited: await Task { [store] in await Self.keep(work, in: store) }.value
        case .queued:
            switch queue.yield(work) {
            case .enqueued: break
            default: count.withLock { $0 += 1 }
            }
        }
    }

    private static func keep(_ work: Work, in store: any EvaluationStore) async {
        do {
            var json = work.record.json
            if work.hooks.has(.preEvaluationRecord) {
                let text = try await work.hooks.run(.preEvaluationRecord, json.text(), metadata: ["id": .string(work.record.id)])
                json = try JSONValue(parsing: text)
            }
            try await store.record(work.redactor.redact(json))
        } catch {
            // Not what it says: that may be content.
            work.logger.warning("A call was not recorded", metadata: ["error.type": "\(type(of: error))"])
        }
    }
}
