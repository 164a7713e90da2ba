import GRDB
import Synchronization

/// What is to be written, in the order in which it came; several callers' work goes into one transaction.
///
/// Whoever comes first leads: it writes for all that wait by then, and hands the lead to one of those that came meanwhile. So there
/// is no task that writes, no timer, and under load the transactions grow by themselves.
actor WriteQueue {
    enum Job: Sendable {
        case spans(SpanBatch)
        case logs(LogBatch)
        case metrics(MetricBatch)
        case readings([TraceReading])
        case annotation(Annotation, isRemoval: Bool)
        case retirement
        /// Of what was refused, by name.
        case tally(String, Int)

        var bytes: Int {
            switch self {
            case .spans(let batch): batch.bytes
            case .logs(let batch): batch.bytes
            case .metrics(let batch): batch.bytes
            default: 0
            }
        }
    }

    /// How a job ended: what it counted, duplicates or what is gone.
    typealias Outcome = Result<Int, StoreError>

    private struct Entry {
        var job: Job
        var continuation: CheckedContinuation<Turn, Never>
    }

    private enum Turn {
        case over(Outcome)
        /// To write these, one's own job being the first.
        case lead([Entry])
    }

    private var waiting: [Entry] = []
    private var waitingBytes = 0
    private var isLed = false
    private let limit: Int
    private let file: StoreFile

    init(_ file: StoreFile) {
        self.file = file
        limit = file.settings.queueBytes
    }

    /// Returns once the job is written down.
    func run(_ job: Job) async throws(StoreError) -> Int {
        guard waitingBytes == 0 || waitingBytes + job.bytes <= limit else { throw .overloaded(bytes: waitingBytes) }
        waitingBytes += job.bytes
        defer { waitingBytes -= job.bytes }
        guard isLed else {
            isLed = true
            return try await lead(job, []).get()
        }
        switch await withCheckedContinuation({ waiting.append(Entry(job: job, continuation: $0)) }) {
        case .over(let outcome): return try outcome.get()
        case .lead(let others): return try await lead(job, others).get()
        }
    }

    private func lead(_ job: Job, _ others: [Entry]) async -> Outcome {
        // A task of its own: the leader may be cancelled, as when its sender hangs up, and the others' work must not end with it.
        let jobs = [job] + others.map(\.job)
        let outcomes = await Task { [file] in await file.write(jobs) }.value
        for (entry, outcome) in zip(others, outcomes.dropFirst()) { entry.continuation.resume(returning: .over(outcome)) }
        if waiting.isEmpty {
            isLed = false
        } else {
            let next = waiting
            waiting = []
            next[0].continuation.resume(returning: .lead(Array(next.dropFirst())))
        }
        return outcomes.first ?? .failure(.damaged("a job had no outcome"))
    }
}
