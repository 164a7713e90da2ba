import GlueJournal
import GlueOTLP
import Logging
import Synchronization

/// Does what a journal in files needs from time to time: takes over what dead processes left, tells that this process
/// lives, brings what was written onto the disk, and says what is wrong.
final class JournalKeeper: Sendable {
    /// How often the process is said to live: how exact the end of an interrupted span is.
    static let heartbeat = Duration.seconds(1)
    /// How often other processes' leavings are looked for, in heartbeats.
    private static let adoptionEvery = 30

    private let signal: OTLP.Signal
    private let journal: Journal
    private let sync: SyncPolicy
    private let spanClock: SpanClock
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let state = Mutex(State())

    /// Whether what was there at the start was taken over. Held while that is under way: who flushes waits for it.
    private let hasAdopted = Mutex(false)

    private struct State {
        var problem: String?
    }

    init(_ signal: OTLP.Signal, journal: Journal, directory: JournalDirectory, settings: TelemetrySettings) {
        self.signal = signal
        self.journal = journal
        sync = directory.sync
        spanClock = settings.spanClock
        clock = settings.clock
        logger = settings.logger
    }

    /// Takes over what is there, if that was not done before.
    func start() {
        hasAdopted.withLock { hasAdopted in
            if !hasAdopted { adopt() }
            hasAdopted = true
        }
    }

    /// Goes on until the task is cancelled.
    ///
    /// - Parameter wake: Called where something came in to be exported.
    func run(_ wake: @Sendable () -> Void) async {
        start()
        wake()
        await withTaskGroup(of: Void.self) { group in
            if case .every(let interval) = sync { group.addTask { await self.syncAgain(every: interval) } }
            var beats = 0
            while (try? await clock.sleep(for: Self.heartbeat)) != nil {
                beats += 1
                journal.heartbeat(spanClock.now)
                tellProblem()
                if beats % Self.adoptionEvery == 0, adopt() { wake() }
            }
        }
        // Also a process that lives for less than a heartbeat says what was wrong.
        tellProblem()
    }

    private func syncAgain(every interval: Duration) async {
        while (try? await clock.sleep(for: max(interval, .milliseconds(1)))) != nil { journal.sync() }
    }

    /// Whether anything came in.
    @discardableResult
    private func adopt() -> Bool {
        let adoption = journal.adopt()
        if adoption.segments > 0 {
            logger.info(
                "what earlier processes left is exported",
                metadata: ["signal": "\(signal)", "segments": "\(adoption.segments)", "records": "\(adoption.records)"]
            )
        }
        if adoption.damaged > 0 {
            logger.warning(
                "records of earlier processes are damaged; their bytes are kept aside, see glue doctor",
                metadata: ["signal": "\(signal)", "damaged": "\(adoption.damaged)"]
            )
        }
        for problem in adoption.problems {
            logger.warning(
                "what an earlier process left cannot be taken over",
                metadata: ["signal": "\(signal)", "problem": "\(problem)"]
            )
        }
        return adoption.records > 0
    }

    private func tellProblem() {
        let problem = journal.status.problem
        let isNews = state.withLock { state in
            defer { state.problem = problem }
            return state.problem != problem
        }
        guard isNews else { return }
        if let problem {
            logger.error("the journal is in memory until this is mended", metadata: ["signal": "\(signal)", "problem": "\(problem)"])
        } else {
            logger.info("the journal is in files again", metadata: ["signal": "\(signal)"])
        }
    }
}
