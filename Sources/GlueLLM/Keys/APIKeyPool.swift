import Synchronization

/// Several keys of one service, used in turn.
///
/// ```swift
/// client.keys = try APIKeyPool(["sk-…", "sk-…"])
/// ```
/// A key that the service throttles (429) cools down, one that it does not accept (401, 403) is used no more; a call goes on
/// with the next one. A pool belongs to the service that its keys are for: a fallback to another service has keys of its own.
public final class APIKeyPool: Sendable {
    /// How long a key rests after a 429 without `Retry-After`.
    public let coolDown: Duration
    /// How long a call waits at most for the first key that has cooled down; zero for not at all.
    public let maximumWait: Duration
    private let keys: [APIKey]
    private let shared: (any SharedKeyState)?
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    fileprivate struct State {
        var next = 0
        var outages: [APIKey: Outage] = [:]
    }

    fileprivate enum Outage {
        case until(Duration)
        case refused(status: Int?)
    }

    /// - Parameters:
    ///   - keys: In the order of their use; one that comes twice counts once.
    ///   - shared: Where other processes tell what they learned about the same keys.
    ///   - clock: What cool-downs are measured with.
    /// - Throws: ``LLMError/Kind/configuration`` for no key at all or one that cannot be one.
    public init(
        _ keys: [String],
        coolDown: Duration = .seconds(30),
        maximumWait: Duration = .seconds(60),
        shared: (any SharedKeyState)? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) throws(LLMError) {
        var unique: [APIKey] = []
        for text in keys {
            let key = try APIKey(text)
            if !unique.contains(key) { unique.append(key) }
        }
        guard !unique.isEmpty else {
            throw LLMError(.configuration, "a key pool without keys serves no call; pass one key at least or no pool")
        }
        self.keys = unique
        self.coolDown = coolDown
        self.maximumWait = maximumWait
        self.shared = shared
        self.clock = clock
        elapsed = Stopwatch(clock).elapsed
        state = Mutex(State())
    }

    /// A pool of the keys in a variable, such as `OPENAI_API_KEY`, with commas or space between them.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` where the variable holds none.
    public convenience init(variable: String, in environment: [String: String]) throws(LLMError) {
        let keys = (environment[variable] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
        guard !keys.isEmpty else {
            throw LLMError(.configuration, "\(variable) holds no key; set it to one, or to several with commas between them")
        }
        try self.init(keys)
    }

    /// How many keys there are, usable or not.
    public var count: Int { keys.count }

    /// The next key whose turn it is.
    ///
    /// - Parameters:
    ///   - bound: A bound of the caller's own for the wait; the shorter one counts.
    ///   - whenWaited: Told of a wait when it is over, also where no key came of it.
    /// - Throws: What became of every key: ``LLMError/Kind/authentication`` where none is accepted, ``LLMError/Kind/rateLimit``
    ///   where the first has not cooled down in time, with the time until then as `retryAfter`; ``LLMError/Kind/cancelled``.
    public func acquire(within bound: Duration? = nil, whenWaited: (Duration) -> Void = { _ in }) async throws(LLMError) -> APIKey {
        let start = elapsed()
        var hasWaited = false
        defer { if hasWaited { whenWaited(elapsed() - start) } }
        while true {
            await learn()
            let now = elapsed()
            if let key = state.withLock({ $0.take(of: keys, at: now) }) { return key }
            let left = state.withLock { $0.earliest }.map { $0 - now }
            guard let left, now - start + left <= min(maximumWait, bound ?? maximumWait) else { throw noKey(now, left) }
            hasWaited = true
            do {
                try await clock.sleep(for: left)
            } catch {
                throw LLMError(.cancelled, "the call was cancelled")
            }
        }
    }

    /// Draws the conclusions from how an attempt with a key failed.
    ///
    /// - Returns: Whether the key is out of use and there is another one that can be used at once.
    @discardableResult
    public func report(_ error: LLMError, of key: APIKey) async -> Bool {
        let now = elapsed()
        let outage: APIKeyOutage
        switch error.kind {
        case .rateLimit:
            let rest = max(error.retryAfter ?? coolDown, .milliseconds(1))
            outage = .coolingDown(for: rest)
            state.withLock { $0.rest(key, until: now + rest) }
        case .authentication:
            outage = .refused
            state.withLock { $0.outages[key] = .refused(status: error.status) }
        default: return false
        }
        await shared?.report(outage, of: key.id)
        return state.withLock { state in keys.contains { state.isUsable($0, at: now) } }
    }

    /// What is known of each key, without the keys: by ``APIKey/id``; nil for one that can be used.
    public var outages: [String: APIKeyOutage?] {
        let now = elapsed()
        return state.withLock { state in
            var outages: [String: APIKeyOutage?] = [:]
            for key in keys {
                let outage: APIKeyOutage? =
                    switch state.outages[key] {
                    case .refused: .refused
                    case .until(let time) where time > now: .coolingDown(for: time - now)
                    default: nil
                    }
                outages.updateValue(outage, forKey: key.id)
            }
            return outages
        }
    }

    /// Takes over what other processes learned.
    private func learn() async {
        guard let shared else { return }
        let outages = await shared.outages(among: keys.map(\.id))
        guard !outages.isEmpty else { return }
        let now = elapsed()
        state.withLock { state in
            for key in keys {
                switch outages[key.id] {
                case .coolingDown(let rest): state.rest(key, until: now + rest)
                case .refused where !state.isRefused(key): state.outages[key] = .refused(status: nil)
                case .refused, nil: break
                }
            }
        }
    }

    private func noKey(_ now: Duration, _ left: Duration?) -> LLMError {
        let fates = state.withLock { state in
            keys.map { key in
                switch state.outages[key] {
                case .refused(let status): "\(key) was refused\(status.map { " with status \($0)" } ?? "")"
                case .until(let time): "\(key) cools down for another \(max(time - now, .zero))"
                case nil: "\(key) can be used"
                }
            }
        }
        let all = fates.joined(separator: "; ")
        guard let left else {
            return LLMError(.authentication, "none of the \(keys.count) keys is accepted: \(all); replace them")
        }
        return LLMError(
            .rateLimit,
            "none of the \(keys.count) keys can be used in time: \(all); add keys, send less or raise the pool's maximumWait",
            retryAfter: left,
            isRetryable: false
        )
    }
}

extension APIKeyPool.State {
    fileprivate func isUsable(_ key: APIKey, at now: Duration) -> Bool {
        switch outages[key] {
        case nil: true
        case .until(let time): time <= now
        case .refused: false
        }
    }

    fileprivate func isRefused(_ key: APIKey) -> Bool {
        if case .refused = outages[key] { true } else { false }
    }

    /// The next usable key in turn.
    fileprivate mutating func take(of keys: [APIKey], at now: Duration) -> APIKey? {
        for step in keys.indices {
            let index = (next + step) % keys.count
            guard isUsable(keys[index], at: now) else { continue }
            next = (index + 1) % keys.count
            outages[keys[index]] = nil
            return keys[index]
        }
        return nil
    }

    /// When the first of the keys that cool down has.
    fileprivate var earliest: Duration? {
        outages.values.compactMap { if case .until(let time) = $0 { time } else { nil } }.min()
    }

    fileprivate mutating func rest(_ key: APIKey, until time: Duration) {
        switch outages[key] {
        case .refused: break
        case .until(let other): outages[key] = .until(max(other, time))
        case nil: outages[key] = .until(time)
        }
    }
}
