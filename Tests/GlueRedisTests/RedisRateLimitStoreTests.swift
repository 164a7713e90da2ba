import GlueLLM
import GlueTestSupport
import Logging
import Synchronization
import Testing

@testable import GlueRedis

@Suite("Rate limits in Redis", .needsRedis, .timeLimit(.minutes(5)))
struct RedisRateLimitStoreTests {
    @Test(
        "The script decides as the meters of the process do, to the microsecond",
        arguments: RateLimit.Algorithm.allCases,
        Seeds.from(1, count: 3)
    )
    func same(algorithm: RateLimit.Algorithm, seed: UInt64) async throws {
        try await RedisServer.running { server in
            let clock = StepClock()
            let redis = RedisRateLimitStore(
                try RedisConnection(url: server.url),
                prefix: "t:",
                whenUnavailable: .closed,
                logger: .silent,
                time: { clock.microseconds }
            )
            let memory = InMemoryRateLimitStore(clock: clock)
            // Time zero stands for what no store admitted.
            clock.advance(.seconds(1))
            var random = SplitMix(seed: seed)
            let hasBurst = ![.fixedWindow, .slidingWindow].contains(algorithm)
            let limits = try (0..<3).map { _ in
                try RateLimit(
                    Int.random(in: 1...90, using: &random),
                    per: .seconds(Int.random(in: 20...90, using: &random)),
                    algorithm: algorithm,
                    burst: hasBurst ? Int.random(in: 30...90, using: &random) : nil
                )
            }
            var permits: [(charges: [RateLimitCharge], time: Int64)] = []
            var admitted = 0
            for _ in 0..<400 {
                let charges = limits.enumerated().filter { _ in Bool.random(using: &random) }.map { index, limit in
                    RateLimitCharge(key: "\(index)", limit: limit, cost: Int.random(in: 0...30, using: &random))
                }
                guard !charges.isEmpty else { continue }
                let decision = try await redis.admit(charges)
                let expected = await memory.admit(charges)
                #expect(expected == decision, "at \(clock.microseconds) µs")
                if case .admitted(let time) = decision {
                    admitted += 1
                    permits.append((charges, time))
                }
                if Int.random(in: 0..<3, using: &random) == 0, let permit = permits.randomElement(using: &random) {
                    var corrections = permit.charges
                    for index in corrections.indices { corrections[index].cost = Int.random(in: -20...20, using: &random) }
                    await redis.settle(corrections, admittedAt: permit.time)
                    await memory.settle(corrections, admittedAt: permit.time)
                }
                clock.advance(.microseconds(Int.random(in: 0...9_000_000, using: &random)))
            }
            #expect(admitted > 20)
            #expect(admitted < 400)
        }
    }

    @Test("A count lasts as long as it means something", arguments: RateLimit.Algorithm.allCases)
    func expiry(algorithm: RateLimit.Algorithm) async throws {
        try await RedisServer.running { server in
            let store = RedisRateLimitStore(try RedisConnection(url: server.url), prefix: "t:", logger: .silent)
            let charge = RateLimitCharge(key: "a", limit: try RateLimit(10, per: .seconds(60), algorithm: algorithm), cost: 10)
            guard case .admitted(let time) = try await store.admit([charge]) else {
                Issue.record("not admitted")
                return
            }
            let life = try #require(Int(await server.run("PTTL", "t:a")))
            #expect(life > 0 && life <= 120_000)
            // Without what it was charged it is as good as new; a window is known until it is over.
            await store.settle([RateLimitCharge(key: "a", limit: charge.limit, cost: -10)], admittedAt: time)
            let left = try #require(Int(await server.run("PTTL", "t:a")))
            let isWindow = [.fixedWindow, .slidingWindow].contains(algorithm)
            #expect(isWindow ? left <= life : left < life / 2)
            guard case .admitted = try await store.admit([charge]) else {
                Issue.record("not admitted")
                return
            }
        }
    }

    @Test("Four processes together keep a limit, within 2 %, and use it", arguments: RateLimit.Algorithm.allCases)
    func processes(algorithm: RateLimit.Algorithm) async throws {
        let count = 200
        let period = 500
        try await RedisServer.running { server in
            let outputs = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
                for _ in 1...4 {
                    group.addTask {
                        try await Program.built(
                            "LimitProbe",
                            [server.url, algorithm.rawValue, String(count), String(period), "4"]
                        ).run()
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outputs.allSatisfy { $0.exitCode == 0 }, "\(outputs.map(\.error))")
            let shares = outputs.map { $0.text.split(separator: "\n").compactMap { Int64($0) } }
            // No process is left out.
            #expect(shares.allSatisfy { !$0.isEmpty })
            let times = shares.flatMap(\.self).sorted()
            let first = try #require(times.first)
            let span = Double(try #require(times.last) - first)
            let rate = Double(count) / Double(period * 1000)
            // What fits at once, and what comes free after it.
            let allowed: Double =
                switch algorithm {
                case .fixedWindow, .slidingWindow: Double(count) * (span / Double(period * 1000) + 2)
                case .leakyBucket, .tokenBucket, .gcra: Double(count) + span * rate
                }
            #expect(Double(times.count) <= allowed * 1.02)
            #expect(Double(times.count) >= span * rate * 0.9)
            switch algorithm {
            case .fixedWindow, .slidingWindow:
                let windows = Dictionary(grouping: times) { $0 / Int64(period * 1000) }
                #expect(windows.values.allSatisfy { Double($0.count) <= Double(count) * 1.02 })
            case .leakyBucket, .tokenBucket, .gcra:
                // From any moment on, not only from the first.
                for start in stride(from: 0, to: times.count, by: 50) {
                    for end in stride(from: start, to: times.count, by: 50) {
                        let bound = Double(count) + Double(times[end] - times[start]) * rate
                        #expect(Double(end - start + 1) <= bound * 1.02)
                    }
                }
            }
        }
    }

    @Test("A Redis that is killed lets calls out or refuses them, as is set, and the log says so once", arguments: [true, false])
    func killed(isOpen: Bool) async throws {
        let port = try await Server.freePort()
        let log = LogLines()
        let connection = RedisConnection(try RedisAddress("redis://127.0.0.1:\(port)"), retryInterval: .milliseconds(100))
        let store = RedisRateLimitStore(connection, whenUnavailable: isOpen ? .open : .closed, logger: log.logger)
        let limiter = RateLimiter([try RateLimit(1, per: .seconds(3600))], store: store, maximumWait: .zero)
        let subject = RateLimitSubject(provider: "openai", model: "m")
        try await RedisServer.running(port: port) { server in
            _ = try await limiter.acquire(subject)
            await #expect(throws: LLMError.self) { try await limiter.acquire(subject) }
            server.kill()
            for _ in 1...20 {
                if isOpen {
                    let permit = try await limiter.acquire(subject)
                    await limiter.settle(permit, tokens: 5)
                } else {
                    let error = await #expect(throws: LLMError.self) { try await limiter.acquire(subject) }
                    #expect(error?.kind == .connection)
                    #expect(error?.message.contains("set whenUnavailable to open") == true)
                }
            }
        }
        #expect(log.lines.count == 1)
        try await RedisServer.running(port: port) { _ in
            let other = RateLimitSubject(provider: "other", model: "m")
            while log.lines.count < 2 {
                _ = try? await limiter.acquire(other)
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        #expect(log.lines[0].hasPrefix("warning: Redis is not available: calls \(isOpen ? "go out" : "are refused")"))
        #expect(log.lines[1] == "notice: Redis is available again")
    }

    @Test("A Redis that is stopped holds nobody up for longer than the timeout", arguments: [true, false])
    func stopped(isOpen: Bool) async throws {
        try await RedisServer.running { server in
            let connection = RedisConnection(try RedisAddress(server.url), timeout: .milliseconds(200), retryInterval: .seconds(60))
            let store = RedisRateLimitStore(connection, whenUnavailable: isOpen ? .open : .closed, logger: .silent)
            let limiter = RateLimiter([.standard], store: store)
            _ = try await limiter.acquire(RateLimitSubject(provider: "openai", model: "m"))
            server.stop()
            let start = ContinuousClock.now
            let passed = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask { (try? await limiter.acquire(RateLimitSubject(provider: "openai", model: "m"))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(passed == (isOpen ? 200 : 0))
            // One waits for the timeout, the others stand behind it and then learn at once.
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }

    @Test("Key pools of two processes learn from each other, and keep the longer outage")
    func keys() async throws {
        try await RedisServer.running { server in
            let states = try (1...2).map { _ in RedisKeyState(try RedisConnection(url: server.url), logger: .silent) }
            #expect(await states[0].outages(among: ["a", "b"]).isEmpty)
            await states[0].report(.coolingDown(for: .seconds(50)), of: "a")
            await states[1].report(.coolingDown(for: .seconds(5)), of: "a")
            await states[1].report(.refused, of: "b")
            await states[0].report(.coolingDown(for: .seconds(5)), of: "b")
            let outages = await states[1].outages(among: ["a", "b", "c"])
            #expect(outages.count == 2)
            #expect(outages["b"] == .refused)
            guard case .coolingDown(let rest) = outages["a"] else {
                Issue.record("\(outages)")
                return
            }
            #expect(rest > .seconds(5) && rest <= .seconds(50))

            let secrets = ["sk-0123456789abcdefghij", "sk-abcdefghij0123456789"]
            let pools = try states.map { try APIKeyPool(secrets, shared: $0) }
            let key = try await pools[0].acquire()
            await pools[0].report(LLMError(.authentication, "no", status: 401), of: key)
            for _ in 1...3 { #expect(try await pools[1].acquire() != key) }
            let everything = try await server.run("KEYS", "*")
            #expect(everything.contains(key.id))
            #expect(!everything.contains("0123456789"))
            server.kill()
            // Each goes by what it knows.
            #expect(try await pools[1].acquire() != key)
        }
    }
}
