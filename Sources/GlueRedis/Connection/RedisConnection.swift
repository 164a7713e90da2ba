import Foundation
public import GlueLLM
import Synchronization

/// A connection to Redis, on a thread of its own.
///
/// Commands that come at once go out together. A connection that broke is made again with the next command; after a failure,
/// commands fail at once for a while, so that a Redis that is away does not slow every call down. Nothing waits longer than
/// the timeout, whatever Redis does.
public final class RedisConnection: Sendable {
    public let address: RedisAddress
    /// How long a command may take, connecting included.
    public let timeout: Duration
    /// How long commands fail at once after one could not be done.
    public let retryInterval: Duration
    private let jobs = RedisJobs()
    private let outage = Mutex<(end: ContinuousClock.Instant, reason: String)?>(nil)

    /// The connection is made when it is first used.
    public init(_ address: RedisAddress, timeout: Duration = .milliseconds(500), retryInterval: Duration = .seconds(1)) {
        self.address = address
        self.timeout = timeout
        self.retryInterval = retryInterval
        let thread = Thread { [jobs, address, timeout] in RedisWorker(address, timeout).run(jobs) }
        thread.name = "redis"
        thread.start()
    }

    /// A connection to an address such as `redis://127.0.0.1:6379`; see ``RedisAddress``.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none.
    public convenience init(url: String) throws(LLMError) { self.init(try RedisAddress(url)) }

    deinit { jobs.close() }

    /// Runs a command.
    ///
    /// - Throws: Also where Redis answers with an error.
    func run(_ command: RedisCommand) async throws(RedisFailure) -> RedisReply {
        if let outage = outage.withLock({ $0 }), ContinuousClock.now < outage.end { throw .unavailable(outage.reason) }
        let result = await answer(to: RedisJob(command))
        switch result {
        case .failure(.unavailable(let reason)):
            // One that another command met meanwhile is not prolonged by those that were already under way.
            outage.withLock { outage in
                let now = ContinuousClock.now
                if outage.map({ $0.end <= now }) ?? true { outage = (now + retryInterval, reason) }
            }
        case .success: outage.withLock { $0 = nil }
        case .failure: break
        }
        let reply = try result.get()
        if case .error(let message) = reply { throw .refused(message) }
        return reply
    }

    private func answer(to job: RedisJob) async -> Result<RedisReply, RedisFailure> {
        await withTaskGroup(of: Void.self) { group in
            // The worker keeps the time too, but nothing bounds how long it looks up a name.
            group.addTask { [timeout] in
                guard (try? await Task.sleep(for: timeout + .milliseconds(50))) != nil else { return }
                job.finish(.failure(.unavailable("no answer within \(timeout)")))
            }
            let result = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    job.start(continuation)
                    if Task.isCancelled { job.finish(.failure(.cancelled)) } else { jobs.add(job) }
                }
            } onCancel: {
                job.finish(.failure(.cancelled))
            }
            group.cancelAll()
            return result
        }
    }
}
