/// Lets attempts go out as fast as their limits allow, and no faster.
///
/// ```swift
/// client.rateLimiter = RateLimiter([.standard])
/// ```
/// Attempts of the same provider, key and model go out in the order in which they came. An attempt has to be admitted by
/// each limit; one that is refused by any takes nothing from the others. The wait lies within the call's span, as an event.
public struct RateLimiter: Sendable {
    public let limits: [RateLimit]
    /// How long an attempt waits at most, the wait for those before it included; nil for as long as it takes.
    public let maximumWait: Duration?
    private let store: any RateLimitStore
    private let clock: any Clock<Duration>
    private let turns = Turnstile()

    /// A limiter. Its copies share their counts; clients are limited together where they are given the same one.
    ///
    /// - Parameters:
    ///   - store: Where the counts are; nil for this process alone.
    ///   - clock: What waits are measured with; also the clock of the counts where there is no store.
    public init(
        _ limits: [RateLimit] = [.standard],
        store: (any RateLimitStore)? = nil,
        maximumWait: Duration? = .seconds(120),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.limits = limits
        self.store = store ?? InMemoryRateLimitStore(clock: clock)
        self.maximumWait = maximumWait
        self.clock = clock
    }

    /// Waits until an attempt may go out.
    ///
    /// - Parameters:
    ///   - tokens: What the attempt is estimated to take, input and output; ``settle(_:tokens:)`` puts it right.
    ///   - bound: A bound of the caller's own for the wait; the shorter one counts.
    ///   - whenWaited: Told of a wait when it is over, also where the attempt is not admitted after it.
    /// - Throws: ``LLMError/Kind/rateLimit`` where the wait would be too long, with what is left of it as `retryAfter`;
    ///   ``LLMError/Kind/cancelled``; what the store throws.
    public func acquire(
        _ subject: RateLimitSubject,
        tokens: Int = 0,
        within bound: Duration? = nil,
        whenWaited: (RateLimitWait) -> Void = { _ in }
    ) async throws(LLMError) -> RateLimitPermit {
        let charges = charges(subject, tokens)
        guard !charges.isEmpty else { return RateLimitPermit(charges: [], time: 0) }
        let lane = lane(charges)
        let bound = [bound, maximumWait].compactMap { $0 }.min()
        let elapsed = Stopwatch(clock).elapsed
        var slowest: RateLimit?
        // The first of a line is not admitted at once: whoever is asks nobody for the time.
        var hasWaited = false
        defer { if hasWaited { whenWaited(RateLimitWait(limit: slowest, duration: elapsed())) } }
        if !turns.tryEnter(lane) {
            hasWaited = true
            switch await turns.enter(lane, within: bound, clock: clock) {
            case .entered: break
            case .cancelled: throw cancelled(subject)
            case .expired: throw tooLong(subject, "others wait before it for longer than \(bound ?? .zero)", nil)
            }
        }
        defer { turns.leave(lane) }
        while true {
            switch try await store.admit(charges) {
            case .admitted(let time): return RateLimitPermit(charges: charges, time: time)
            case .never(let index): throw neverFits(subject, charges[index])
            case .wait(let delay, let index):
                let limit = charges[index].limit
                slowest = limit
                if let bound, elapsed() + delay > bound {
                    throw tooLong(subject, "the limit of \(limit) wants a wait of \(delay) and \(bound) is the most", delay)
                }
                hasWaited = true
                do { try await clock.sleep(for: delay) } catch { throw cancelled(subject) }
            }
        }
    }

    /// Puts right what an attempt took; to be called once, when it has ended.
    ///
    /// - Parameter tokens: Zero for an attempt that never reached the service; nil where it is not known, which leaves the
    ///   estimate.
    public func settle(_ permit: RateLimitPermit, tokens: Int?) async {
        guard let tokens else { return }
        let corrections = permit.charges.compactMap { charge -> RateLimitCharge? in
            guard charge.limit.unit == .tokens, charge.cost != tokens else { return nil }
            return RateLimitCharge(key: charge.key, limit: charge.limit, cost: tokens - charge.cost)
        }
        if !corrections.isEmpty { await store.settle(corrections, admittedAt: permit.time) }
    }

    /// Whether an estimate of tokens is of any use.
    var countsTokens: Bool { limits.contains { $0.unit == .tokens } }

    /// How many wait behind the first of a subject.
    func queue(_ subject: RateLimitSubject) -> Int { turns.queue(lane(charges(subject, 0))) }

    private func lane(_ charges: [RateLimitCharge]) -> String { charges.map(\.key).joined(separator: "\n") }

    private func charges(_ subject: RateLimitSubject, _ tokens: Int) -> [RateLimitCharge] {
        var charges: [RateLimitCharge] = []
        for limit in limits {
            let key = limit.key(for: subject)
            guard !charges.contains(where: { $0.key == key }) else { continue }
            charges.append(RateLimitCharge(key: key, limit: limit, cost: limit.unit == .tokens ? max(tokens, 0) : 1))
        }
        return charges
    }
}

extension RateLimiter {
    private func cancelled(_ subject: RateLimitSubject) -> LLMError {
        LLMError(.cancelled, "the call was cancelled", provider: subject.provider, model: subject.model)
    }

    private func tooLong(_ subject: RateLimitSubject, _ reason: String, _ delay: Duration?) -> LLMError {
        LLMError(
            .rateLimit,
            "the client's own rate limit was not waited for: \(reason); raise maximumWait or send less",
            provider: subject.provider,
            model: subject.model,
            retryAfter: delay,
            // The policy of retries would wait where this was told not to.
            isRetryable: false
        )
    }

    private func neverFits(_ subject: RateLimitSubject, _ charge: RateLimitCharge) -> LLMError {
        LLMError(
            .rateLimit,
            "the call is estimated at \(charge.cost) \(charge.limit.unit.rawValue) and the limit of \(charge.limit) never lets more than "
                + "\(charge.limit.capacity) out at once; raise the limit or lower maxTokens",
            provider: subject.provider,
            model: subject.model,
            isRetryable: false
        )
    }
}

/// A wait that limits caused.
public struct RateLimitWait: Sendable, Hashable {
    /// The limit that took longest at last; nil where the attempt only waited for those before it.
    public var limit: RateLimit?
    public var duration: Duration

    public init(limit: RateLimit?, duration: Duration) {
        self.limit = limit
        self.duration = duration
    }
}

/// What an attempt was admitted with, for settling.
public struct RateLimitPermit: Sendable, Hashable {
    let charges: [RateLimitCharge]
    package let time: Int64
}
