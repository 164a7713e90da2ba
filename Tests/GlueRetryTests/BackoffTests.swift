import GlueRetry
import Testing

@Suite("Backoff")
struct BackoffTests {
    @Test("The ceiling doubles and stops at the maximum", arguments: [(1, 2), (2, 4), (3, 8), (4, 16), (5, 30), (400, 30)])
    func ceiling(attempt: Int, seconds: Int) {
        #expect(Backoff().ceiling(afterAttempt: attempt) == .seconds(seconds))
    }

    @Test("Retry-After wins over the jitter, within the maximum, and is never negative", arguments: [(7, 7), (3600, 10), (-5, 0)])
    func retryAfter(asked: Int, waited: Int) {
        var randomness = Randomness.greatest
        let backoff = Backoff(maximum: .seconds(10))
        #expect(backoff.delay(afterAttempt: 1, retryAfter: .seconds(asked), using: &randomness) == .seconds(waited))
    }

    @Test("The wait is drawn evenly between zero and the ceiling", arguments: [(UInt64.min, 0.0), (.max / 2, 1.0), (.max, 2.0)])
    func jitter(number: UInt64, seconds: Double) {
        var randomness = Randomness { number }
        let delay = Backoff().delay(afterAttempt: 1, using: &randomness)
        #expect(abs(delay / .seconds(1) - seconds) < 1e-9)
    }

    @Test("A multiplier below 1 counts as 1")
    func constant() {
        #expect(Backoff(multiplier: 0.1).ceiling(afterAttempt: 5) == .seconds(2))
    }
}
