import Testing

@testable import GlueLLM

@Suite("Rate limits in memory")
struct InMemoryRateLimitStoreTests {
    let clock = ManualClock()

    private func charge(_ count: Int, _ cost: Int = 1, key: String, _ algorithm: RateLimit.Algorithm = .gcra) throws -> RateLimitCharge {
        RateLimitCharge(key: key, limit: try RateLimit(count, per: .seconds(60), algorithm: algorithm), cost: cost)
    }

    @Test("What one limit refuses takes nothing from the others", arguments: RateLimit.Algorithm.allCases)
    func allOrNothing(algorithm: RateLimit.Algorithm) async throws {
        let store = InMemoryRateLimitStore(clock: clock)
        let narrow = try charge(1, key: "narrow", algorithm)
        let wide = try charge(3, key: "wide", algorithm)
        #expect(await store.admit([wide, narrow]) == .admitted(at: 0))
        for _ in 0..<10 {
            guard case .wait(let delay, by: 1) = await store.admit([wide, narrow]) else {
                Issue.record("admitted")
                return
            }
            #expect(delay == .seconds(60))
        }
        // Two of three are left, although ten were refused.
        #expect(await store.admit([wide]) == .admitted(at: 0))
        #expect(await store.admit([wide]) == .admitted(at: 0))
        #expect(await store.admit([wide]) != .admitted(at: 0))
    }

    @Test("The longest of the waits is told")
    func longest() async throws {
        let store = InMemoryRateLimitStore(clock: clock)
        let charges = [try charge(2, key: "a"), try charge(1, key: "b"), try charge(3, key: "c")]
        #expect(await store.admit(charges) == .admitted(at: 0))
        #expect(await store.admit(charges) == .wait(.seconds(60), by: 1))
        clock.advance(by: .seconds(30))
        #expect(await store.admit(charges) == .wait(.seconds(30), by: 1))
        clock.advance(by: .seconds(30))
        #expect(await store.admit(charges) == .admitted(at: 60_000_000))
    }

    @Test("What never fits is told as that, and takes nothing", arguments: RateLimit.Algorithm.allCases)
    func never(algorithm: RateLimit.Algorithm) async throws {
        let store = InMemoryRateLimitStore(clock: clock)
        #expect(await store.admit([try charge(9, key: "a", algorithm), try charge(5, 6, key: "b", algorithm)]) == .never(by: 1))
        #expect(await store.admit([try charge(9, 9, key: "a", algorithm), try charge(5, 5, key: "b", algorithm)]) == .admitted(at: 0))
    }

    @Test("Counts that are as good as new are dropped")
    func bounded() async throws {
        let store = InMemoryRateLimitStore(clock: clock)
        for number in 0..<20_000 {
            clock.advance(by: .milliseconds(200))
            #expect(await store.admit([try charge(60, key: "key \(number)", .fixedWindow)]) != .never(by: 0))
        }
        // 300 of them were used in the last minute.
        #expect(store.size <= InMemoryRateLimitStore.leastSweepSize + 300)
    }
}
