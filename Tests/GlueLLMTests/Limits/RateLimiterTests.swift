import Synchronization
import Testing

@testable import GlueLLM

@Suite("Rate limiter", .timeLimit(.minutes(3)))
struct RateLimiterTests {
    let clock = ManualClock()
    let subject = RateLimitSubject(provider: "openai", model: "gpt-4o")

    private func limiter(
        _ count: Int = 5,
        _ unit: RateLimit.Unit = .requests,
        _ algorithm: RateLimit.Algorithm = .gcra,
        scope: Set<RateLimit.Dimension> = [.provider, .key],
        maximumWait: Duration? = nil
    ) throws -> RateLimiter {
        RateLimiter(
            [try RateLimit(count, unit, per: .seconds(60), algorithm: algorithm, scope: scope)],
            maximumWait: maximumWait,
            clock: clock
        )
    }

    /// When each of so many attempts, asked for at once, goes out; the clock moves on whenever the next has to wait.
    private func times(_ limiter: RateLimiter, _ count: Int) async throws -> [Duration] {
        let clock = clock
        let isOver = Mutex(false)
        async let times: [Duration] = {
            defer { isOver.withLock { $0 = true } }
            var times: [Duration] = []
            for _ in 0..<count {
                _ = try await limiter.acquire(subject)
                times.append(clock.now.offset)
            }
            return times
        }()
        while !isOver.withLock({ $0 }) {
            clock.advanceToNext()
            await Task.yield()
        }
        return try await times
    }

    @Test("G01: by GCRA five go out at once, the sixth after 12.0 s and then one each 12 s")
    func gcra() async throws {
        let times = try await times(limiter(5, .requests, .gcra), 9)
        #expect(times == [0, 0, 0, 0, 0, 12, 24, 36, 48].map(Duration.seconds))
    }

    @Test("G03: by a fixed window five go out at once and the next five after 60 s")
    func fixedWindow() async throws {
        let times = try await times(limiter(5, .requests, .fixedWindow), 11)
        #expect(times == [0, 0, 0, 0, 0, 60, 60, 60, 60, 60, 120].map(Duration.seconds))
    }

    @Test(
        "The other three let five out at once too",
        arguments: [(.leakyBucket, 12), (.tokenBucket, 12), (.slidingWindow, 72)] as [(RateLimit.Algorithm, Int)]
    )
    func others(case: (algorithm: RateLimit.Algorithm, sixth: Int)) async throws {
        let times = try await times(limiter(5, .requests, `case`.algorithm), 6)
        #expect(times.prefix(5).allSatisfy { $0 == .zero })
        #expect(times[5] >= .seconds(`case`.sixth) && times[5] < .seconds(`case`.sixth) + .milliseconds(1))
    }

    @Test("Those who wait go out in the order in which they came, and each is told how long it waited and for what")
    func order() async throws {
        let limiter = try limiter(1)
        let waits = Log<(number: Int, wait: RateLimitWait)>()
        _ = try await limiter.acquire(subject)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...4 {
                group.addTask {
                    _ = try await limiter.acquire(subject) { waits.append((number, $0)) }
                }
                // The first of the line sleeps, the rest stand behind it.
                await until { self.clock.sleepers == 1 && limiter.queue(subject) == number - 1 }
            }
            for number in 1...4 {
                await clock.untilSleeping(1)
                clock.advance(by: .seconds(60))
                await until { waits.entries.count == number }
            }
            try await group.waitForAll()
        }
        let told = waits.entries
        #expect(told.map(\.number) == [1, 2, 3, 4])
        #expect(told.map(\.wait.duration) == [60, 120, 180, 240].map(Duration.seconds))
        #expect(told.allSatisfy { $0.wait.limit == limiter.limits[0] })
    }

    @Test("What goes out at once is no wait")
    func noWait() async throws {
        let limiter = try limiter()
        for _ in 1...5 { _ = try await limiter.acquire(subject) { _ in Issue.record("told of a wait") } }
    }

    @Test("A call of one model does not wait behind those of another")
    func models() async throws {
        let limiter = try limiter(1, scope: [.model])
        _ = try await limiter.acquire(subject)
        let waiting = Task { try await limiter.acquire(subject) }
        await clock.untilSleeping(1)
        _ = try await limiter.acquire(RateLimitSubject(provider: "openai", model: "gpt-4o-mini"))
        waiting.cancel()
        await #expect(throws: LLMError.self) { try await waiting.value }
    }

    @Test("A wait that would be too long is not begun, and the error says which limit wants how long")
    func tooLong() async throws {
        let limiter = try limiter(1, maximumWait: .seconds(59))
        _ = try await limiter.acquire(subject)
        let error = await #expect(throws: LLMError.self) { try await limiter.acquire(subject) { _ in Issue.record("told of a wait") } }
        #expect(error?.kind == .rateLimit)
        #expect(error?.isRetryable == false)
        #expect(error?.retryAfter == .seconds(60))
        #expect(error?.message.contains("1 requests per 60.0 seconds (gcra by key and provider) wants a wait of 60.0 seconds") == true)
        // Who gave up left the line.
        clock.advance(by: .seconds(60))
        _ = try await limiter.acquire(subject)
    }

    @Test("Who waits behind others gives up in time too")
    func tooLongInLine() async throws {
        let limiter = try limiter(1, maximumWait: .seconds(90))
        _ = try await limiter.acquire(subject)
        let first = Task { try await limiter.acquire(subject) }
        await clock.untilSleeping(1)
        let waits = Log<RateLimitWait>()
        let second = Task { try await limiter.acquire(subject, within: .seconds(20)) { waits.append($0) } }
        // The first sleeps out its limit, the second its bound.
        await clock.untilSleeping(2)
        clock.advance(by: .seconds(20))
        let error = await #expect(throws: LLMError.self) { try await second.value }
        #expect(error?.kind == .rateLimit)
        #expect(waits.entries == [RateLimitWait(limit: nil, duration: .seconds(20))])
        clock.advance(by: .seconds(40))
        _ = try await first.value
    }

    @Test("Whoever is cancelled leaves the line, at its head and within it", arguments: [0, 1, 2])
    func cancelled(place: Int) async throws {
        let limiter = try limiter(1)
        _ = try await limiter.acquire(subject)
        var tasks: [Task<RateLimitPermit, any Error>] = []
        for number in 0..<3 {
            tasks.append(Task { try await limiter.acquire(subject) })
            await until { self.clock.sleepers == 1 && limiter.queue(subject) == number }
        }
        tasks[place].cancel()
        let error = await #expect(throws: LLMError.self) { try await tasks[place].value }
        #expect(error?.kind == .cancelled)
        for (index, task) in tasks.enumerated() where index != place {
            await clock.untilSleeping(1)
            clock.advance(by: .seconds(60))
            _ = try await task.value
        }
        #expect(clock.now.offset == .seconds(120))
        #expect(limiter.queue(subject) == 0)
    }

    @Test("Tokens are admitted by estimate and put right afterwards")
    func settle() async throws {
        let limiter = try limiter(1000, .tokens, maximumWait: .zero)
        let permit = try await limiter.acquire(subject, tokens: 800)
        await #expect(throws: LLMError.self) { try await limiter.acquire(subject, tokens: 300) }
        await limiter.settle(permit, tokens: 100)
        let second = try await limiter.acquire(subject, tokens: 900)
        await limiter.settle(second, tokens: nil)
        await #expect(throws: LLMError.self) { try await limiter.acquire(subject, tokens: 1) }
    }

    @Test("A call that no wait would let through says so at once")
    func never() async throws {
        let error = await #expect(throws: LLMError.self) { try await limiter(1000, .tokens).acquire(subject, tokens: 1001) }
        #expect(error?.kind == .rateLimit)
        #expect(error?.message.contains("estimated at 1001 tokens") == true)
        #expect(error?.retryAfter == nil)
    }

    @Test("Of a thousand at once, exactly as many go out as may", arguments: RateLimit.Algorithm.allCases)
    func concurrent(algorithm: RateLimit.Algorithm) async throws {
        let limiter = try limiter(100, .requests, algorithm, maximumWait: .zero)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1000 { group.addTask { (try? await limiter.acquire(subject, within: nil)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        // Those who found others before them gave up at once; none of the first hundred to ask was refused.
        #expect(admitted <= 100)
        var left = 0
        while (try? await limiter.acquire(subject)) != nil { left += 1 }
        #expect(admitted + left == 100)
    }
}
