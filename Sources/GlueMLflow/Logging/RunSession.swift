import GlueJournal
import GlueTelemetry
import Logging
import Synchronization

/// What logs runs of one `withRun`: the spool, who sends what is in it, and the signs of life.
final class RunSession: Sendable {
    let spool: RunSpool
    let sender: RunSender
    private let client: MLflowClient
    private let options: RunOptions
    private let markers: Markers
    private let hasStopped = Event()

    /// The markers of the runs that this process logs, or ends for one that died.
    final class Markers: Sendable {
        private let markers = Mutex<[String: RunMarker]>([:])

        func add(_ marker: RunMarker?, of run: String) { markers.withLock { $0[run] = marker } }
        func touch(_ run: String) { markers.withLock { $0[run] }?.touch() }

        func removeAll() {
            let all = markers.withLock { markers in
                defer { markers = [:] }
                return markers.values.map { $0 }
            }
            for marker in all { marker.remove() }
        }
    }

    init(_ client: MLflowClient, _ options: RunOptions) {
        self.client = client
        self.options = options
        let spool = RunSpool(options.spool, server: client.connection.base)
        let markers = Markers()
        self.spool = spool
        self.markers = markers
        sender = RunSender(client: client, spool: spool, interval: options.interval) { markers.touch($0) }
        let adopted = spool.adopt()
        if adopted > 0 {
            client.logger.info("what earlier processes logged is sent", metadata: ["entries": "\(adopted)"])
        }
        endOrphans()
    }

    /// Runs of processes that died are over. What they left is before this in the queue.
    private func endOrphans() {
        guard let folder = spool.folder else { return }
        for (run, lastSign, marker) in RunMarker.orphans(in: folder) {
            guard (try? spool.place(RunEntry(end: .killed, at: lastSign), of: run)) != nil else { continue }
            markers.add(marker, of: run)
        }
    }

    /// Sends what comes until the end, or until the task is cancelled.
    func run() async {
        await sender.run()
        hasStopped.happen()
    }

    func begin(_ run: String) {
        if let folder = spool.folder { markers.add(RunMarker.make(for: run, in: folder), of: run) }
        if let problem = spool.journal.status.problem {
            client.logger.warning("what is logged waits in memory alone", metadata: ["reason": "\(problem)"])
        }
    }

    /// Sends what is left, also where the task is cancelled: it is what tells how the run ended.
    func finish(within limit: Duration) async {
        spool.end()
        if Task.isCancelled {
            // The sender was cancelled with the task; this one is not.
            await Task { [sender, hasStopped] in
                _ = await withDeadline(limit, clock: ContinuousClock()) {
                    await hasStopped.wait()
                    await sender.sendAll()
                }
            }.value
        } else {
            _ = await withDeadline(limit, clock: ContinuousClock()) { [spool] in await spool.settled() }
        }
        // That they ended is in the queue, wherever that is now.
        markers.removeAll()
        spool.journal.finish()
    }

    /// Whether all that was logged has arrived.
    ///
    /// - Throws: ``MLflowError/Kind/rejected``, ``MLflowError/Kind/unsent``
    func check() throws(MLflowError) {
        let (rejected, errors) = spool.rejections
        if rejected > 0, options.rejections == .failure, let first = errors.first {
            let place = spool.folder.map { "; they are in \($0)/rejected" } ?? ""
            throw MLflowError(.rejected, "the server refused \(rejected) entries\(place); the first: \(first)")
        }
        let left = spool.left
        guard left > 0 else { return }
        guard let folder = spool.folder, spool.journal.status.problem == nil else {
            throw MLflowError(
                .unsent,
                "the server did not take \(left) entries in time, and they are lost; set a spool folder to keep them"
            )
        }
        client.logger.warning(
            "MLflow did not take everything in time; the rest waits for the next process that logs a run to this server",
            metadata: ["entries": "\(left)", "folder": "\(folder)"]
        )
    }
}

extension MLflowClient {
    /// Sends what earlier processes logged to this server and could not send, and ends the runs of those that were killed.
    ///
    /// - Parameter limit: How long this may take; what is left then stays where it is.
    /// - Returns: How many entries were sent, were refused, and are left.
    /// - Throws: ``MLflowError/Kind/configuration`` where the spool is in memory.
    public func deliver(
        spool: SpoolSettings = .automatic,
        within limit: Duration = .seconds(60)
    ) async throws(MLflowError) -> (sent: Int, refused: Int, left: Int) {
        guard spool.path != nil else {
            throw MLflowError(.configuration, "a spool in memory has nothing of earlier processes; name a folder")
        }
        let session = RunSession(self, RunOptions(spool: spool, interval: .milliseconds(1), endTimeout: limit))
        let sending = Task { await session.run() }
        await withTaskCancellationHandler {
            await session.finish(within: limit)
        } onCancel: {
            sending.cancel()
        }
        sending.cancel()
        await sending.value
        let lane = session.spool.journal.ledger.destinations.first
        return (lane?.acknowledged ?? 0, lane?.dropped[.rejected] ?? 0, session.spool.left)
    }
}
