import GlueJSON
import GlueJournal
import GlueRetry
import Logging
import NIOHTTP1

/// Brings what waits in a spool to the server: in order, in full requests where there is enough, each entry until the server has
/// it or refuses it.
struct RunSender: Sendable {
    let client: MLflowClient
    let spool: RunSpool
    let interval: Duration
    /// Told of each run that something arrived for.
    let onDelivery: @Sendable (_ run: String) -> Void

    /// Sends what comes until the spool ends and is empty, or the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [interval, spool] in
                while (try? await Task.sleep(for: max(interval, .milliseconds(1)))) != nil { spool.wake() }
            }
            group.addTask {
                var last = ContinuousClock.now
                for await _ in spool.wakeUps {
                    guard spool.takeDue() || spool.hasEnded || spool.isFull || ContinuousClock.now - last >= interval else { continue }
                    await sendAll()
                    last = .now
                    if spool.hasEnded, spool.isEmpty { break }
                }
            }
            // Whichever: the first one ends only with the task.
            await group.next()
            group.cancelAll()
        }
    }

    /// Sends what is there.
    func sendAll() async {
        while !Task.isCancelled, let batch = spool.next() {
            let items = spool.items(of: batch)
            guard let rejected = await send(items) else {
                // Cancelled. What is sent again of it the server has once all the same.
                spool.giveBack(batch)
                return
            }
            spool.settle(batch, items, rejected: rejected)
        }
    }

    /// Sends entries of any runs; how many the server refused, or nil where the task was cancelled first.
    private func send(_ items: [RunSpool.Item]) async -> Int? {
        var order: [String] = []
        var byRun: [String: [RunEntry]] = [:]
        for item in items {
            if byRun[item.run] == nil { order.append(item.run) }
            byRun[item.run, default: []].append(item.entry)
        }
        var rejected = 0
        for run in order {
            guard let count = await send((byRun[run] ?? [])[...], to: run) else { return nil }
            rejected += count
            onDelivery(run)
        }
        return rejected
    }

    private func send(_ entries: ArraySlice<RunEntry>, to run: String) async -> Int? {
        var rest = entries
        var rejected = 0
        while let first = rest.first {
            var request: MLflowRequest
            let count: Int
            if first.kind == .end {
                request = MLflowRequest(.POST, "runs/update")
                request.body = Self.endBody(first, run)
                count = 1
            } else {
                var body = LogBatchBody(run: run)
                count = rest.prefix { body.add($0) }.count
                request = body.request
            }
            let sent = rest.prefix(max(count, 1))
            rest = rest.dropFirst(sent.count)
            switch await deliver(request) {
            case .delivered: break
            case .stopped: return nil
            case .refused(let error):
                guard let count = await split(sent, of: run, error) else { return nil }
                rejected += count
            }
        }
        return rejected
    }

    /// A request that is refused is sent in halves, until what is refused is alone.
    private func split(_ entries: ArraySlice<RunEntry>, of run: String, _ error: MLflowError) async -> Int? {
        guard entries.count > 1 else {
            if let entry = entries.first { await reject(entry, of: run, error) }
            return 1
        }
        // Nothing that is in a run that is gone will be taken.
        if error.kind == .doesNotExist {
            for entry in entries { await reject(entry, of: run, error) }
            return entries.count
        }
        let middle = entries.startIndex + entries.count / 2
        guard let first = await send(entries[..<middle], to: run), let second = await send(entries[middle...], to: run) else { return nil }
        return first + second
    }

    private func reject(_ entry: RunEntry, of run: String, _ error: MLflowError) async {
        var error = error
        if entry.kind == .param, let json = try? JSONValue(parsing: entry.json), let key = json["key"]?.string {
            error = await client.conflict([key: json["value"]?.string ?? ""], in: run) ?? error
        }
        spool.reject(RunSpool.Item(run: run, entry: entry), error)
        client.logger.error("MLflow refuses what was logged", metadata: ["run": "\(run)", "reason": "\(error)"])
    }

    private static func endBody(_ entry: RunEntry, _ run: String) -> [UInt8] {
        var body = (try? JSONValue(parsing: entry.json))?.object ?? [:]
        body["run_id"] = .string(run)
        return JSONValue.object(body).bytes()
    }
}

// MARK: - One request

extension RunSender {
    private enum Delivery {
        case delivered
        case refused(MLflowError)
        /// The task was cancelled.
        case stopped
    }

    /// Sends a request until there is an answer that stands.
    private func deliver(_ request: MLflowRequest) async -> Delivery {
        var generator = SystemRandomNumberGenerator()
        var attempt = 1
        while true {
            do throws(MLflowError) {
                _ = try await client.connection.attempt(request)
                if attempt > 1 { client.logger.info("MLflow answers again", metadata: ["attempts": "\(attempt)"]) }
                return .delivered
            } catch {
                guard !Task.isCancelled, error.kind != .cancelled else { return .stopped }
                guard Self.maySucceedLater(error, attempt) else { return .refused(error) }
                if attempt == 1 {
                    client.logger.warning(
                        "MLflow does not take what was logged; it waits, and is sent when MLflow answers again",
                        metadata: ["reason": "\(error)"]
                    )
                }
                let delay = client.settings.retry.backoff.delay(afterAttempt: attempt, retryAfter: error.retryAfter, using: &generator)
                guard (try? await Task.sleep(for: min(delay, .seconds(30)))) != nil else { return .stopped }
                attempt += 1
            }
        }
    }

    /// Whether the same request may be taken once the server is back, or somebody has mended what is wrong: nothing is given up
    /// for credentials that have run out, or for a proxy that answers in the server's place.
    private static func maySucceedLater(_ error: MLflowError, _ attempt: Int) -> Bool {
        switch error.kind {
        case .unauthenticated, .permissionDenied, .unexpectedAnswer, .unsupported: true
        // MLflow says that it is at fault; it may be for this request alone.
        case .serverError: attempt < 7
        default: error.isTransient
        }
    }
}
