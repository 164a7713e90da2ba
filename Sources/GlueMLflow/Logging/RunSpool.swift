import Foundation
import GlueJournal
import GlueOTLP
import GlueTelemetry
import Synchronization

/// The entries of runs that the server does not have yet, in the order in which they were logged.
///
/// It is a journal with one lane. A record holds the length of the run's id in two bytes, the id, the kind of the entry, and the
/// entry's JSON.
final class RunSpool: Sendable {
    /// An entry with the run that it belongs to.
    struct Item: Sendable {
        var run: String
        var entry: RunEntry
    }

    let journal: Journal
    let settings: SpoolSettings
    /// Where the files are; nil for in memory.
    let folder: String?
    private let scope: UInt32
    private let state = Mutex(State())
    /// Told that there is something to send.
    private let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    private let isEnding = Atomic(false)
    private let isDue = Atomic(false)
    private let given = Mutex<[JournalBatch]>([])

    private struct State {
        /// Bytes that were logged here and not settled.
        var waiting = 0
        var rejections: [MLflowError] = []
        var rejected = 0
        /// Those who wait for something to be settled.
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var tickets = 0
    }

    init(_ settings: SpoolSettings, server: String) {
        self.settings = settings
        folder = settings.path.map { "\($0)/\(Self.folderName(server))" }
        let directory = folder.map {
            // Twice as much as may wait: what is settled is given back segment by segment.
            JournalDirectory(path: $0, bytes: settings.bytes * 2, segmentBytes: 1 << 20, sync: settings.sync)
        }
        journal = Journal(
            signal: .metrics,
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", .string("mlflow-runs"))]),
            lanes: ["mlflow"],
            directory: directory,
            limits: JournalLimits(bytes: directory == nil ? settings.bytes * 2 : 64 << 20),
            wakeAt: MLflowLimits.batchMetrics,
            now: { Self.now }
        )
        scope = journal.intern(scope: OTLP.Scope(name: "GlueMLflow").packed())
    }

    private static var now: UInt64 { UInt64(MLflowTime.now.milliseconds) * 1_000_000 }

    /// The server's address as a name of a folder, with a number that tells those apart whose names are alike.
    private static func folderName(_ server: String) -> String {
        let name = server.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" }
        let number = Array(server.utf8).withUnsafeBytes { CRC32C.checksum($0) }
        return "\(String(name.prefix(100)))-\(String(number, radix: 16))"
    }

    /// Takes over what dead processes left; how many entries that are.
    func adopt() -> Int {
        let adoption = journal.adopt()
        if adoption.records > 0 { signal.yield() }
        return adoption.records
    }

    /// Puts an entry into the queue, if need be once there is room.
    ///
    /// - Throws: ``MLflowError/Kind/unsent`` where there is none in time, ``MLflowError/Kind/cancelled``; the entry is then not logged.
    func append(_ entry: RunEntry, of run: String, within limit: Duration) async throws(MLflowError) {
        let size = Self.size(run, entry)
        let mayWait = settings.bytes
        if !state.withLock({ $0.waiting + size <= mayWait || $0.waiting == 0 }) {
            let hasRoom = await withDeadline(limit, clock: ContinuousClock()) { [self] in
                while !Task.isCancelled {
                    if state.withLock({ $0.waiting + size <= mayWait }) { return true }
                    await settling()
                }
                return false
            }
            guard !Task.isCancelled else { throw .cancelled("runs/log-batch") }
            guard hasRoom == true else { throw full }
        }
        try place(entry, of: run)
    }

    /// Puts an entry into the queue at once.
    func place(_ entry: RunEntry, of run: String) throws(MLflowError) {
        let size = Self.size(run, entry)
        let header = RecordHeader(kind: .entry, scope: scope, timeUnixNano: Self.now, base: size)
        let isTime = journal.place(header) { bytes in
            let id = Array(run.utf8)
            bytes[0] = UInt8(id.count & 0xFF)
            bytes[1] = UInt8(id.count >> 8)
            (bytes + 2).update(from: id, count: id.count)
            bytes[2 + id.count] = entry.kind.rawValue
            (bytes + 3 + id.count).update(from: entry.json, count: entry.json.count)
        }
        guard let isTime else { throw full }
        state.withLock { $0.waiting += size }
        if isTime { signal.yield() }
    }

    private static func size(_ run: String, _ entry: RunEntry) -> Int { 3 + run.utf8.count + entry.json.count }

    private var full: MLflowError {
        let problem = journal.status.problem.map { ": \($0)" } ?? ""
        return MLflowError(
            .unsent,
            "nothing more can wait for the server, \(settings.bytes >> 20) MiB do\(problem); this entry was not logged"
        )
    }
}

// MARK: - Sending

extension RunSpool {
    /// Whether a full request waits.
    var isFull: Bool { journal.hasEnough(lane: 0) }
    var isEmpty: Bool { journal.lowWaterMark(lane: 0) >= journal.end }
    /// How many entries wait.
    var count: Int { max(journal.end - journal.lowWaterMark(lane: 0), 0) }
    var hasEnded: Bool { isEnding.load(ordering: .relaxed) }

    /// Has what is there sent now, and nothing more waited for.
    func end() {
        isEnding.store(true, ordering: .relaxed)
        signal.yield()
    }

    func wake() { signal.yield() }

    /// Has what is there sent now.
    func wakeForFlush() {
        isDue.store(true, ordering: .relaxed)
        signal.yield()
    }

    /// Whether somebody wants what is there to be sent now; once asked, it is no more.
    func takeDue() -> Bool { isDue.exchange(false, ordering: .relaxed) }

    /// What was read and could not be sent waits as before, for the next process.
    func giveBack(_ batch: JournalBatch) { given.withLock { $0.append(batch) } }

    /// What was read before and given back; then what comes next.
    func next() -> JournalBatch? {
        given.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            ?? journal.read(lane: 0, records: MLflowLimits.batchEntries, bytes: 8 << 20)
    }

    /// How many entries did not arrive, after the end.
    var left: Int {
        guard let lane = journal.ledger.destinations.first else { return 0 }
        return lane.queued + (lane.dropped[.unsent] ?? 0)
    }

    /// Each time that there may be something to send.
    var wakeUps: AsyncStream<Void> { signals }

    func items(of batch: JournalBatch) -> [Item] {
        var items: [Item] = []
        items.reserveCapacity(batch.count)
        batch.forEach { record in
            let bytes = record.payload
            guard bytes.count >= 3 else { return }
            let end = 2 + Int(bytes[0]) + Int(bytes[1]) << 8
            guard end < bytes.count, let kind = RunEntry.Kind(rawValue: bytes[end]) else { return }
            items.append(
                Item(run: String(decoding: bytes[2..<end], as: UTF8.self), entry: RunEntry(kind, json: [UInt8](bytes[(end + 1)...])))
            )
        }
        return items
    }

    func settle(_ batch: JournalBatch, _ items: [Item], rejected: Int) {
        // What another version wrote and this one cannot read counts as rejected, too.
        let lost = rejected + batch.count - items.count
        journal.settle(batch, acknowledged: batch.count - lost, dropped: lost > 0 ? [.rejected: lost] : [:])
        let size = items.reduce(0) { $0 + Self.size($1.run, $1.entry) }
        let waiters = state.withLock { state in
            state.waiting = max(state.waiting - size, 0)
            defer { state.waiters = [:] }
            return state.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when something was settled, or the task is cancelled.
    func settling() async {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled, state.waiting > 0 || !isEmpty else { return true }
                    state.waiters[ticket] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume()
        }
    }

    /// Waits until all that was logged so far is settled; false where the task was cancelled first.
    func settled() async -> Bool {
        let target = journal.end
        while journal.lowWaterMark(lane: 0) < target {
            guard !Task.isCancelled else { return false }
            await settling()
        }
        return true
    }

    /// Keeps an entry aside that the server refuses, with why.
    func reject(_ item: Item, _ error: MLflowError) {
        journal.setAside(Array("{\"run_id\":\"\(item.run)\",\"entry\":".utf8) + item.entry.json + Array("}".utf8))
        state.withLock { state in
            state.rejected += 1
            // The first ones tell as much as all.
            if state.rejections.count < 100 { state.rejections.append(error) }
        }
    }

    var rejections: (count: Int, errors: [MLflowError]) { state.withLock { ($0.rejected, $0.rejections) } }
}
