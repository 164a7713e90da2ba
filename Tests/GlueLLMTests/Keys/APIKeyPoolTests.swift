import Synchronization
import Testing

@testable import GlueLLM

@Suite("API key pool", .timeLimit(.minutes(3)))
struct APIKeyPoolTests {
    let clock = ManualClock()

    private func pool(_ keys: [String] = ["k1", "k2", "k3"], maximumWait: Duration = .seconds(60)) throws -> APIKeyPool {
        try APIKeyPool(keys, coolDown: .seconds(30), maximumWait: maximumWait, clock: clock)
    }

    private func take(_ pool: APIKeyPool, _ count: Int) async throws -> [String] {
        var keys: [String] = []
        for _ in 0..<count { keys.append(try await pool.acquire().secret) }
        return keys
    }

    @Test("G08: keys are used in turn: k1, k2, k3, k1, k2")
    func rotation() async throws {
        #expect(try await take(pool(), 5) == ["k1", "k2", "k3", "k1", "k2"])
    }

    @Test("A thousand calls at once share the keys evenly")
    func even() async throws {
        let pool = try pool()
        let uses = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<999 { group.addTask { try? await pool.acquire().secret } }
            var uses: [String: Int] = [:]
            for await key in group { uses[key ?? "none", default: 0] += 1 }
            return uses
        }
        #expect(uses == ["k1": 333, "k2": 333, "k3": 333])
    }

    @Test("A throttled key rests as long as the service asked, or the default", arguments: [nil, Duration.seconds(7)])
    func coolDown(retryAfter: Duration?) async throws {
        let pool = try pool()
        let rest = retryAfter ?? .seconds(30)
        let key = try await pool.acquire()
        #expect(await pool.report(LLMError(.rateLimit, "slow down", retryAfter: retryAfter), of: key))
        #expect(pool.outages[key.id] == .some(.some(.coolingDown(for: rest))))
        #expect(try await take(pool, 4) == ["k2", "k3", "k2", "k3"])
        clock.advance(by: rest - .milliseconds(1))
        #expect(try await take(pool, 2) == ["k2", "k3"])
        clock.advance(by: .milliseconds(1))
        #expect(try await take(pool, 3) == ["k1", "k2", "k3"])
    }

    @Test("A key that is not accepted is used no more, also when the service throttles it at last")
    func refused() async throws {
        let pool = try pool()
        let key = try await pool.acquire()
        #expect(await pool.report(LLMError(.authentication, "no", status: 401), of: key))
        await pool.report(LLMError(.rateLimit, "slow down"), of: key)
        clock.advance(by: .seconds(3600))
        #expect(try await take(pool, 4) == ["k2", "k3", "k2", "k3"])
        #expect(pool.outages[key.id] == .some(.some(.refused)))
    }

    @Test(
        "What is not the key's fault leaves it in use",
        arguments: LLMError.Kind.allCases.filter { $0 != .rateLimit && $0 != .authentication }
    )
    func innocent(kind: LLMError.Kind) async throws {
        let pool = try pool()
        #expect(await pool.report(LLMError(kind, "failed"), of: try await pool.acquire()) == false)
        #expect(try await take(pool, 3) == ["k2", "k3", "k1"])
    }

    @Test("When all cool down, a call waits for the first of them and says how long")
    func waits() async throws {
        let pool = try pool(["k1", "k2"])
        await pool.report(LLMError(.rateLimit, "", retryAfter: .seconds(20)), of: try await pool.acquire())
        #expect(await pool.report(LLMError(.rateLimit, "", retryAfter: .seconds(10)), of: try await pool.acquire()) == false)
        let waits = Log<Duration>()
        let task = Task { try await pool.acquire { waits.append($0) } }
        await clock.untilSleeping(1)
        clock.advanceToNext()
        #expect(try await task.value.secret == "k2")
        #expect(waits.entries == [.seconds(10)])
    }

    @Test("When the first would cool down too late, the error says so of every key, and shows none")
    func tooLate() async throws {
        let pool = try pool([APIKeyTests.secret, "sk-0123456789abcdefghij"], maximumWait: .seconds(5))
        await pool.report(LLMError(.authentication, "", status: 403), of: try await pool.acquire())
        await pool.report(LLMError(.rateLimit, "", retryAfter: .seconds(9)), of: try await pool.acquire())
        let error = await #expect(throws: LLMError.self) { try await pool.acquire() }
        #expect(error?.kind == .rateLimit)
        #expect(error?.retryAfter == .seconds(9))
        #expect(error?.isRetryable == false)
        #expect(error?.message.contains("sk-…5gH7 was refused with status 403; sk-…ghij cools down for another 9.0 seconds") == true)
        #expect(error?.description.contains("0123456789") == false)
    }

    @Test("When none is accepted, nobody waits")
    func none() async throws {
        let pool = try pool(["k1", "k2"])
        for _ in 1...2 { await pool.report(LLMError(.authentication, "", status: 401), of: try await pool.acquire()) }
        let error = await #expect(throws: LLMError.self) { try await pool.acquire() }
        #expect(error?.kind == .authentication)
        #expect(error?.message.hasPrefix("none of the 2 keys is accepted") == true)
    }

    @Test("Whoever is cancelled while it waits gets a cancellation")
    func cancelled() async throws {
        let pool = try pool(["k1"])
        await pool.report(LLMError(.rateLimit, ""), of: try await pool.acquire())
        let task = Task { try await pool.acquire() }
        await clock.untilSleeping(1)
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }

    @Test("What another process learned counts here too, and is told on")
    func shared() async throws {
        let shared = KeyBoard()
        let pools = try (1...2).map { _ in try APIKeyPool(["k1", "k2", "k3"], shared: shared, clock: clock) }
        let first = try await pools[0].acquire()
        await pools[0].report(LLMError(.authentication, "", status: 401), of: first)
        await pools[0].report(LLMError(.rateLimit, "", retryAfter: .seconds(5)), of: try await pools[0].acquire())
        #expect(try await take(pools[1], 2) == ["k3", "k3"])
        #expect(pools[1].outages[first.id] == .some(.some(.refused)))
    }

    @Test("Keys come out of a variable, with commas or space between them")
    func variable() async throws {
        let pool = try APIKeyPool(variable: "KEYS", in: ["KEYS": "k1, k2\nk1"])
        #expect(pool.count == 2)
        #expect(try await take(pool, 3) == ["k1", "k2", "k1"])
        for environment in [[:], ["KEYS": " , "]] {
            let error = #expect(throws: LLMError.self) { try APIKeyPool(variable: "KEYS", in: environment) }
            #expect(error?.message.hasPrefix("KEYS holds no key") == true)
        }
        #expect(throws: LLMError.self) { try APIKeyPool([]) }
    }
}

/// What processes share, within one.
private final class KeyBoard: SharedKeyState {
    private let known = Mutex<[String: APIKeyOutage]>([:])

    func outages(among ids: [String]) async -> [String: APIKeyOutage] { known.withLock { known in known.filter { ids.contains($0.key) } } }
    func report(_ outage: APIKeyOutage, of id: String) async { known.withLock { $0[id] = outage } }
}
