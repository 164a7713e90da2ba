public import GlueLLM
public import Logging

/// What processes on several machines know about the keys that they share, in Redis.
///
/// ```swift
/// client.keys = try APIKeyPool(keys, shared: RedisKeyState(redis))
/// ```
/// The keys themselves never reach Redis: they are named by ``APIKey/id``. While Redis is away, each process goes by what it
/// knows itself.
public struct RedisKeyState: SharedKeyState {
    /// How long a refused key stays out of use before it is tried again.
    public let refusalTime: Duration
    private let connection: RedisConnection
    private let prefix: String
    private let outageLog: OutageLog

    public init(
        _ connection: RedisConnection,
        prefix: String = "gluellm:{keys}:",
        refusalTime: Duration = .seconds(86_400),
        logger: Logger = Logger(label: "gluellm.redis")
    ) {
        self.connection = connection
        self.prefix = prefix
        self.refusalTime = refusalTime
        outageLog = OutageLog(logger, consequence: "processes do not learn from each other which keys are out of use")
    }

    public func outages(among ids: [String]) async -> [String: APIKeyOutage] {
        guard let reply = await run(.script(.keyOutages, keys: ids.map { prefix + $0 }, arguments: [])) else { return [:] }
        var outages: [String: APIKeyOutage] = [:]
        for (id, rest) in zip(ids, reply.array ?? []) {
            switch rest.integer {
            case -1: outages[id] = .refused
            case let rest? where rest > 0: outages[id] = .coolingDown(for: .milliseconds(rest))
            default: break
            }
        }
        return outages
    }

    public func report(_ outage: APIKeyOutage, of id: String) async {
        let (word, time) =
            switch outage {
            case .coolingDown(let rest): ("cooling", rest)
            case .refused: ("refused", refusalTime)
            }
        let life = max((time.microseconds + 999) / 1000, 1)
        _ = await run(.script(.reportKey, keys: [prefix + id], arguments: [word, String(life)]))
    }

    private func run(_ command: RedisCommand) async -> RedisReply? {
        do throws(RedisFailure) {
            let reply = try await connection.run(command)
            outageLog.end()
            return reply
        } catch {
            if error != .cancelled { outageLog.begin(error.reason) }
            return nil
        }
    }
}

extension RedisScript {
    /// For each key -1 where it is refused, else how many milliseconds it has to cool down, zero for none.
    static let keyOutages = RedisScript(
        source: """
            local rests = {}
            for i, key in ipairs(KEYS) do
              local word = redis.call('GET', key)
              rests[i] = word == 'refused' and -1 or word and redis.call('PTTL', key) or 0
            end
            return rests
            """
    )

    /// Keeps what takes a key out of use for longer.
    static let reportKey = RedisScript(
        source: """
            local word = redis.call('GET', KEYS[1])
            if word == 'refused' then return 0 end
            if word and ARGV[1] == 'cooling' and redis.call('PTTL', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """
    )
}
