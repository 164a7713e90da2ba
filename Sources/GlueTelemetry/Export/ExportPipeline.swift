import GlueJournal
import GlueOTLP

/// The way out of one signal: the queue, and a lane to each destination that takes the signal.
final class ExportPipeline: Sendable {
    let signal: OTLP.Signal
    let journal: Journal
    /// Whether any destination wants message content; else it is not even packed.
    let wantsContent: Bool
    private let lanes: [ExportLane]

    init(_ signal: OTLP.Signal, batch: BatchSettings, queue: QueueSettings, settings: TelemetrySettings) {
        let destinations = settings.isDisabled ? [] : settings.destinations.filter { $0.signals.contains(signal) }
        let journal = Journal(
            resource: settings.resource,
            lanes: destinations.map(\.name),
            limits: JournalLimits(bytes: queue.bytes, records: queue.records),
            wakeAt: batch.records,
            now: { settings.spanClock.now }
        )
        self.signal = signal
        self.journal = journal
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
        }
    }

    /// Exports all that was there when it was called.
    ///
    /// - Returns: Whether every destination has settled all of it.
    func flush() async -> Bool {
        let target = journal.end
        return await withTaskGroup(of: Bool.self) { group in
            for lane in lanes { group.addTask { await lane.flush(to: target) } }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    /// Stops the lanes and gives up what is left.
    func end() async {
        await withTaskGroup(of: Void.self) { group in
            for lane in lanes { group.addTask { await lane.end() } }
        }
    }
}
