import Foundation
import GlueLLM
import GlueRedis

/// A process that takes as much of a shared limit as it gets, in eight tasks, and prints when it got each.
///
/// `LimitProbe URL ALGORITHM COUNT PERIOD SECONDS`: a limit of COUNT requests per PERIOD milliseconds, for SECONDS. Prints one
/// time a line, in microseconds of Redis's clock.
@main
struct LimitProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let algorithm = RateLimit.Algorithm(rawValue: arguments[2]), let count = Int(arguments[3]),
            let period = Int(arguments[4]), let seconds = Double(arguments[5])
        else { exit(2) }
        let limiter = RateLimiter(
            [try RateLimit(count, per: .milliseconds(period), algorithm: algorithm)],
            store: RedisRateLimitStore(try RedisConnection(url: arguments[1]), whenUnavailable: .closed)
        )
        let end = ContinuousClock.now + .seconds(seconds)
        let times = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for number in 0..<8 {
                group.addTask {
                    var times: [Int64] = []
                    while ContinuousClock.now < end {
                        let subject = RateLimitSubject(provider: "openai", model: "model \(number)")
                        do {
                            let left = max(end - ContinuousClock.now, .zero)
                            times.append(try await limiter.acquire(subject, within: left).time)
                        } catch let error as LLMError where error.kind == .rateLimit {
                            // What comes next comes after the end.
                            break
                        }
                    }
                    return times
                }
            }
            var all: [Int64] = []
            for try await times in group { all += times }
            return all
        }
        print(times.map { String($0) }.joined(separator: "\n"))
    }
}
