public import GlueLLM
public import Logging

/// The counts of rate limits in Redis: machines that use the same Redis and prefix are limited together.
///
/// ```swift
/// let redis = try RedisConnection(url: "redis://127.0.0.1:6379")
/// client.rateLimiter = RateLimiter([.standard], store: RedisRateLimitStore(redis))
/// ```
/// Each admission is one script, run by Redis as one step and by its clock. Needs Redis 5 or later.
public struct RedisRateLimitStore: RateLimitStore {
    /// What happens to attempts while Redis cannot be reached.
    public enum WhenUnavailable: String, Sendable, Hashable {
        /// They go out unlimited, which the log says once an outage.
        case open
        /// They fail with ``LLMError/Kind/connection``.
        case closed
    }

    public let whenUnavailable: WhenUnavailable
    private let connection: RedisConnection
    private let prefix: String
    private let outages: OutageLog
    /// Redis's own time unless a test says otherwise; in microseconds.
    private let time: @Sendable () -> Int64?

    /// - Parameter prefix: What the names of the counts begin with. In a cluster it has to hold a hash tag such as `{limits}`,
    ///   so that the counts that a script changes together lie together.
    public init(
        _ connection: RedisConnection,
        prefix: String = "gluellm:{limits}:",
        whenUnavailable: WhenUnavailable = .open,
        logger: Logger = Logger(label: "gluellm.redis")
    ) {
        self.init(connection, prefix: prefix, whenUnavailable: whenUnavailable, logger: logger) { nil }
    }

    init(
        _ connection: RedisConnection,
        prefix: String,
        whenUnavailable: WhenUnavailable,
        logger: Logger,
        time: @escaping @Sendable () -> Int64?
    ) {
        self.connection = connection
        self.prefix = prefix
        self.whenUnavailable = whenUnavailable
        self.time = time
        let consequence = whenUnavailable == .open ? "calls go out without the limits that are shared" : "calls are refused"
        outages = OutageLog(logger, consequence: consequence)
    }

    /// - Throws: ``LLMError/Kind/connection`` where Redis cannot be reached and the store is closed then, or where Redis refuses
    ///   the script.
    public func admit(_ charges: [RateLimitCharge]) async throws(LLMError) -> RateLimitDecision {
        if let index = charges.firstIndex(where: { $0.cost > $0.limit.capacity }) { return .never(by: index) }
        do throws(RedisFailure) {
            let reply = try await run("admit", before: nil, charges)
            outages.end()
            return try decision(reply, charges)
        } catch {
            return try unavailable(error)
        }
    }

    public func settle(_ charges: [RateLimitCharge], admittedAt time: Int64) async {
        // One that was let out during an outage took nothing.
        guard time > 0 else { return }
        _ = try? await run("settle", before: time, charges)
    }

    private func run(_ operation: String, before: Int64?, _ charges: [RateLimitCharge]) async throws(RedisFailure) -> RedisReply {
        var arguments = [operation, time().map { String($0) } ?? "", before.map { String($0) } ?? ""]
        for charge in charges {
            let limit = charge.limit
            arguments += [limit.algorithm.rawValue, String(limit.count), String(limit.period.microseconds)]
            arguments += [String(limit.burst), String(charge.cost)]
        }
        return try await connection.run(.script(.rateLimit, keys: charges.map { prefix + $0.key }, arguments: arguments))
    }

    private func decision(_ reply: RedisReply, _ charges: [RateLimitCharge]) throws(RedisFailure) -> RateLimitDecision {
        guard let numbers = reply.array?.compactMap(\.integer), numbers.count >= 2 else {
            throw .refused("the answer is none of the script's: \(reply)")
        }
        guard numbers[0] == 1 else { return .admitted(at: numbers[1]) }
        guard numbers.count == 3, charges.indices.contains(Int(numbers[2])) else {
            throw .refused("the answer is none of the script's: \(reply)")
        }
        return .wait(.microseconds(numbers[1]), by: Int(numbers[2]))
    }

    private func unavailable(_ failure: RedisFailure) throws(LLMError) -> RateLimitDecision {
        if failure == .cancelled { throw LLMError(.cancelled, "the call was cancelled") }
        outages.begin(failure.reason)
        guard whenUnavailable == .closed else { return .admitted(at: 0) }
        throw LLMError(
            .connection,
            "the rate limits in Redis cannot be asked: \(failure.reason); start Redis, or set whenUnavailable to open",
            isRetryable: true
        )
    }
}
