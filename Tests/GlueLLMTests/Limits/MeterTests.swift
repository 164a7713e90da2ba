import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Rate limit meters")
struct MeterTests {
    private static let minute = 60_000_000.0

    private func quota(_ count: Int, _ algorithm: RateLimit.Algorithm, burst: Int? = nil) throws -> Quota {
        Quota(try RateLimit(count, per: .seconds(60), algorithm: algorithm, burst: burst))
    }

    @Test("G04: half of a full window before weighs 2 of 5: three more go out and the fourth waits 15 s")
    func sliding() throws {
        let quota = try quota(5, .slidingWindow)
        var meter = SlidingWindow(window: 0, used: 5, before: 0)
        let now = 1.5 * Self.minute
        for _ in 1...3 {
            #expect(meter.wait(for: 1, quota, at: now) == 0)
            meter.charge(1, quota, at: now)
        }
        #expect(meter.wait(for: 1, quota, at: now) == 15_000_000)
    }

    @Test("What the window before does not weigh down waits for the next window")
    func slidingWithoutBefore() throws {
        let quota = try quota(5, .slidingWindow)
        var meter = SlidingWindow()
        for _ in 1...5 { meter.charge(1, quota, at: 20_000_000) }
        #expect(meter.wait(for: 1, quota, at: 20_000_000) == 40_000_000)
    }

    @Test("Five go out at once and the sixth is told its wait", arguments: RateLimit.Algorithm.allCases)
    func sixth(algorithm: RateLimit.Algorithm) throws {
        let quota = try quota(5, algorithm)
        var meter = algorithm.meter()
        for _ in 1...5 {
            #expect(meter.wait(for: 1, quota, at: 0) == 0)
            meter.charge(1, quota, at: 0)
        }
        let wait = meter.wait(for: 1, quota, at: 0)
        #expect(wait == (algorithm.hasBurst ? 12_000_000 : 60_000_000))
        #expect(meter.wait(for: 1, quota, at: wait - 2) > 0)
    }

    @Test("A burst is how much goes out at once after a rest", arguments: RateLimit.Algorithm.allCases.filter(\.hasBurst))
    func burst(algorithm: RateLimit.Algorithm) throws {
        let quota = try quota(60, algorithm, burst: 3)
        var meter = algorithm.meter()
        for _ in 1...3 { meter.charge(1, quota, at: 1e15) }
        #expect(meter.wait(for: 1, quota, at: 1e15) == 1_000_000)
        #expect(meter.wait(for: 1, quota, at: 1e15 + 1_000_000) == 0)
        #expect(meter.wait(for: 3, quota, at: 1e15 + 2_999_990) > 0)
        #expect(meter.wait(for: 3, quota, at: 1e15 + 3_000_000) == 0)
    }

    @Test("What was estimated too high comes back, what was too low is made up for", arguments: RateLimit.Algorithm.allCases)
    func corrections(algorithm: RateLimit.Algorithm) throws {
        let quota = try quota(100, algorithm)
        var meter = algorithm.meter()
        meter.charge(90, quota, at: 0)
        #expect(meter.wait(for: 20, quota, at: 0) > 0)
        meter.correct(by: -80, chargedAt: 0, quota, at: 0)
        #expect(meter.wait(for: 90, quota, at: 0) == 0)
        #expect(meter.wait(for: 91, quota, at: 0) > 0)
        meter.correct(by: 150, chargedAt: 0, quota, at: 0)
        #expect(meter.wait(for: 1, quota, at: 0) >= 30_000_000)
    }

    @Test("What an earlier window was charged too much does not come back to a later one")
    func lateCorrections() throws {
        let fixed = try quota(100, .fixedWindow)
        var window = FixedWindow()
        window.charge(90, fixed, at: 0)
        window.charge(50, fixed, at: Self.minute)
        window.correct(by: -80, chargedAt: 0, fixed, at: Self.minute)
        #expect(window.wait(for: 50, fixed, at: Self.minute) == 0)
        #expect(window.wait(for: 51, fixed, at: Self.minute) > 0)

        let sliding = try quota(100, .slidingWindow)
        var meter = SlidingWindow(window: 0, used: 90, before: 0)
        meter.correct(by: -80, chargedAt: 0, sliding, at: Self.minute)
        #expect(meter.wait(for: 90, sliding, at: Self.minute) == 0)
        #expect(meter.wait(for: 91, sliding, at: Self.minute) > 0)
    }

    @Test("Over any time no more goes out than its algorithm allows", arguments: RateLimit.Algorithm.allCases, Seeds.from(1, count: 20))
    func bound(algorithm: RateLimit.Algorithm, seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 1...200, using: &random)
        let burst = algorithm.hasBurst ? Int.random(in: 1...300, using: &random) : nil
        let quota = try quota(count, algorithm, burst: burst)
        let capacity = algorithm.hasBurst ? quota.burst : quota.count
        var meter = algorithm.meter()
        var now = Double(Int.random(in: 0...2_000_000_000_000_000, using: &random))
        var sent: [(time: Double, cost: Double)] = []
        for _ in 0..<400 {
            let cost = Double(Int.random(in: 1...Int(capacity), using: &random))
            let wait = meter.wait(for: cost, quota, at: now)
            if wait == 0 {
                meter.charge(cost, quota, at: now)
                sent.append((now, cost))
                now += Double(Int.random(in: 0...10_000_000, using: &random))
            } else if algorithm != .slidingWindow {
                // The wait is exact: a microsecond less is too little.
                #expect(meter.wait(for: cost, quota, at: now + wait - 2) > 0)
                #expect(meter.wait(for: cost, quota, at: now + wait.rounded(.up)) == 0)
                now += Bool.random(using: &random) ? wait.rounded(.up) : wait / 2
                now = now.rounded(.down)
            } else {
                now = (now + wait).rounded(.up)
            }
        }
        try #require(sent.count > 20)
        for first in sent.indices {
            var total = 0.0
            for last in sent[first...] {
                let elapsed = last.time - sent[first].time
                if !algorithm.hasBurst, quota.window(at: last.time) != quota.window(at: sent[first].time) { break }
                total += last.cost
                #expect(total <= (algorithm.hasBurst ? quota.burst + elapsed * quota.rate + 0.01 : quota.count))
            }
        }
    }

    @Test("Leaky bucket, token bucket and GCRA are three ways to count the same", arguments: Seeds.from(50, count: 20))
    func same(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 1...100, using: &random)
        var meters = try [RateLimit.Algorithm.leakyBucket, .tokenBucket, .gcra].map { ($0.meter(), try quota(count, $0, burst: 40)) }
        var now = 0.0
        for _ in 0..<500 {
            let cost = Double(Int.random(in: 1...40, using: &random))
            let waits = meters.map { $0.0.wait(for: cost, $0.1, at: now) }
            #expect(waits.allSatisfy { abs($0 - waits[0]) < 2 }, "\(waits)")
            if waits.allSatisfy({ $0 == 0 }) {
                for index in meters.indices { meters[index].0.charge(cost, meters[index].1, at: now) }
            }
            now += Double(Int.random(in: 0...30_000_000, using: &random))
        }
    }

    @Test("After its idle time a meter is as good as new", arguments: RateLimit.Algorithm.allCases)
    func idle(algorithm: RateLimit.Algorithm) throws {
        let quota = try quota(7, algorithm)
        var meter = algorithm.meter()
        for _ in 1...7 { meter.charge(1, quota, at: 5_000_000) }
        let end = meter.idleTime(quota)
        #expect(end > 5_000_000)
        #expect(meter.wait(for: 7, quota, at: end) == 0)
    }
}
