import GlueJournal
import GlueOTLP

/// The way out of one signal: the queue, and a lane to each destination that takes the signal.
final class ExportPipeline: Sendable {
    let signal: OTLP.Signal
    let journal: Journal
    /// Whether any destination wants message content; else it is not even packed.
    let wantsContent: Bool
    private let lanes: [ExportLane]
    private let keeper: JournalKeeper?

    init(_ signal: OTLP.Signal, batch: BatchSettings, queue: QueueSettings, settings: TelemetrySettings) {
        let destinations = settings.isDisabled ? [] : settings.destinations.filter { $0.signals.contains(signal) }
        let journal = Journal(
            signal: signal,
            resource: settings.resource,
            lanes: destinations.map(\.name),
            directory: settings.journal,
            limits: JournalLimits(bytes: queue.bytes, records: queue.records, policy: queue.policy),
            wakeAt: batch.records,
            now: { settings.spanClock.now }
        )
        self.signal = signal
        self.journal = journal
        keeper = settings.journal.map { JournalKeeper(signal, journal: journal, directory: $0, settings: settings) }
        wantsContent = destinations.contains { $0.wantsContent }
        lanes = destinations.enumerated().map { index, destination in
            ExportLane(
                destination,
                of: signal,
                index: index,
                journal: journal,
                settings: batch,
                clock: settings.clock,
                logger: settings.logger
            )
        }
    }

    /// Exports what is there without being waited for: full batches, or all.
    func wake(all: Bool = false) { for lane in lanes { lane.wake(all: all) } }

    /// Exports until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await lane.run() } }
            if let keeper { group.addTask { await keeper.run { self.wake(all: true) } } }
        }
    }

    /// Exports all that was there when it was called, what earlier processes left included.
    ///
    /// - Returns: Whether every destination has settled all of it.
    func flush() async -> Bool {
        keeper?.start()
        let target = journal.end
        return await withTaskGroup(of: Bool.self) { group in
            for lane in lanes { group.addTask { await lane.flush(to: target) } }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    /// Stops the lanes and gives up what is left; what is in files waits there for the next process.
    func end() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await lane.end() } }
        }
        journal.finish()
    }
}
