import GlueJournal
import GlueOTLP
import Logging
import Synchronization

/// Brings the queue's records to one destination, at its pace.
final class ExportLane: Sendable {
    /// How far a lane got.
    enum Progress: Sendable, Equatable {
        case done
        /// The destination is to be left alone for a while.
        case unavailable(retryAfter: Duration?)
        /// The task was cancelled, or the lane is at its end.
        case stopped
    }

    /// However long a destination asks to be left alone: what it asks for in error must not last for ever.
    static let longestPause = Duration.seconds(300)

    let destination: any TelemetryDestination
    private let signal: OTLP.Signal
    private let index: Int
    private let journal: Journal
    private let settings: BatchSettings
    private let clock: any Clock<Duration>
    private let reporter: ExportReporter
    private let turn = Turn()
    private let halt = Event()
    private let refusals = Refusals()
    /// What the destination could not take yet. Only who has the turn touches it.
    private let held = Mutex<[JournalBatch]>([])
    private let wakeUp = Mutex(WakeUp())

    private struct WakeUp {
        /// Whether also a batch that is not full is to be exported.
        var isDue = false
        var signal: AsyncStream<Void>.Continuation?
    }

    init(
        _ destination: any TelemetryDestination,
        of signal: OTLP.Signal,
        index: Int,
        journal: Journal,
        settings: BatchSettings,
        clock: any Clock<Duration>,
        logger: Logger
    ) {
        self.destination = destination
        self.signal = signal
        self.index = index
        self.journal = journal
        self.settings = settings
        self.clock = clock
        reporter = ExportReporter(destination: destination.name, signal: signal, logger: logger)
    }

    /// Exports what is there: full batches, or all.
    func wake(all: Bool) {
        wakeUp.withLock { wakeUp in
            wakeUp.isDue = wakeUp.isDue || all
            wakeUp.signal?.yield()
        }
    }

    /// Exports full batches as they come and the rest after a delay, until the task is cancelled.
    func run() async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakeUp.withLock { $0.signal = signal }
        // What was there before.
        signal.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [settings, clock] in
                // A delay of zero would not let anybody else have a turn.
                while (try? await clock.sleep(for: max(settings.delay, .milliseconds(1)))) != nil { self.wake(all: true) }
            }
            for await _ in signals {
                let isDue = wakeUp.withLock { wakeUp in
                    defer { wakeUp.isDue = false }
                    return wakeUp.isDue
                }
                let progress = isDue ? await export(to: journal.end) : await exportFullBatches()
                guard case .unavailable(let retryAfter) = progress else { continue }
                wakeUp.withLock { $0.isDue = true }
                try? await clock.sleep(for: max(min(retryAfter ?? .zero, Self.longestPause), settings.delay, .milliseconds(1)))
                signal.yield()
            }
            group.cancelAll()
        }
        wakeUp.withLock { $0.signal = nil }
    }

    /// Exports all that ended before a record of the journal, waiting for the destination as long as the task runs.
    ///
    /// - Returns: Whether the destination has settled all of it.
    func flush(to target: Int) async -> Bool {
        while true {
            switch await export(to: target) {
            case .done: return true
            case .stopped: return false
            case .unavailable(let retryAfter):
                let pause = min(retryAfter ?? min(settings.delay, .seconds(1)), Self.longestPause)
                guard (try? await clock.sleep(for: pause)) != nil else { return false }
            }
        }
    }

    /// Stops what is under way, and gives up what is left.
    func end() async {
        halt.happen()
        // Not cancelled: whoever ends a lane is shielded, and the export under way returns, being cancelled itself.
        guard await turn.begin() else { return }
        held.withLock { $0 = [] }
        journal.abandon(lane: index, .unsent)
        turn.end()
    }
}

// MARK: - Exporting

extension ExportLane {
    private func export(to target: Int) async -> Progress {
        await inTurn { journal.lowWaterMark(lane: index) < target }
    }

    private func exportFullBatches() async -> Progress {
        await inTurn { held.withLock { !$0.isEmpty } || journal.hasEnough(lane: index) }
    }

    /// Sends batches as long as there is something to send, as many at once as the destination takes.
    private func inTurn(while isWanted: () -> Bool) async -> Progress {
        guard await turn.begin() else { return .stopped }
        defer { turn.end() }
        return await withTaskGroup(of: RetryAfter?.self) { group in
            var inFlight = 0
            var pause: RetryAfter?
            while true {
                while pause == nil, inFlight < max(destination.concurrency, 1), !isStopped, isWanted(), let batch = next() {
                    group.addTask { await self.send(batch) }
                    inFlight += 1
                }
                if inFlight > 0 {
                    let answer = await group.next() ?? nil
                    pause = pause ?? answer
                    inFlight -= 1
                } else if let pause {
                    return .unavailable(retryAfter: pause.asked)
                } else if isStopped {
                    return .stopped
                } else if isWanted() {
                    // A record is just being written.
                    await Task.yield()
                } else {
                    return .done
                }
            }
        }
    }

    private var isStopped: Bool { halt.hasHappened || Task.isCancelled }

    private func next() -> JournalBatch? {
        held.withLock { $0.popLast() } ?? journal.read(lane: index, records: settings.records, bytes: settings.bytes)
    }

    private struct RetryAfter {
        var asked: Duration?
    }

    /// Nil where the batch is settled.
    private func send(_ batch: JournalBatch) async -> RetryAfter? {
        let (destination, signal) = (destination, signal)
        let outcome = await withDeadline(settings.timeout, or: halt, clock: clock) {
            await ExportActivity.$isUnderWay.withValue(true) {
                await destination.export(ExportBatch(batch, of: signal, withContent: destination.wantsContent))
            }
        }
        refusals.note(outcome)
        reporter.report(outcome, records: batch.count)
        switch outcome {
        case .delivered(let rejected, _):
            let rejected = min(max(rejected, 0), batch.count)
            journal.settle(batch, acknowledged: batch.count - rejected, dropped: rejected > 0 ? [.rejected: rejected] : [:])
        case .refused:
            journal.settle(batch, acknowledged: 0, dropped: [.refused: batch.count])
        case .invalid where refusals.isPointless:
            journal.settle(batch, acknowledged: 0, dropped: [.refused: batch.count])
        case .invalid where batch.count > 1:
            let (first, second) = batch.halves
            held.withLock { $0 += [second, first] }
        case .invalid:
            journal.setAside(ExportBatch(batch, of: signal, withContent: destination.wantsContent).protobuf)
            journal.settle(batch, acknowledged: 0, dropped: [.rejected: batch.count])
        case .tooLarge where batch.count > 1:
            // One long record is no reason to lose the others.
            let (first, second) = batch.halves
            held.withLock { $0 += [second, first] }
        case .tooLarge:
            journal.setAside(ExportBatch(batch, of: signal, withContent: destination.wantsContent).protobuf)
            journal.settle(batch, acknowledged: 0, dropped: [.tooLarge: batch.count])
        case .unavailable(_, let retryAfter):
            held.withLock { $0.append(batch) }
            return RetryAfter(asked: retryAfter)
        case nil:
            held.withLock { $0.append(batch) }
            return RetryAfter(asked: nil)
        }
        return nil
    }
}

/// How many batches in a row a destination called bad.
///
/// A bad record among good ones is alone after as many halvings as its batch has doublings, and its good neighbours are
/// taken in between. A destination that takes none does not mind a record but something else, such as a header.
private final class Refusals: Sendable {
    private static let patience = 16
    private let inARow = Mutex(0)

    var isPointless: Bool { inARow.withLock { $0 > Self.patience } }

    func note(_ outcome: ExportOutcome?) {
        inARow.withLock { count in
            switch outcome {
            case .invalid: count += 1
            case .delivered: count = 0
            default: break
            }
        }
    }
}
