import CoreMetrics
import GlueLLM
import GlueTelemetry
import Synchronization

/// Tasks that ask again as soon as they are answered.
struct Crowd: Sendable {
    private let client: LLMClient
    private let calls: Int
    private let streams: Int

    init(baseURL: String, calls: Int, streams: Int) throws {
        client = try LLMClient(
            model: "openai:gpt-4o-mini",
            baseURL: baseURL,
            retry: .never,
            contentCapture: .off,
            metrics: NOOPMetricsHandler.instance
        )
        self.calls = calls
        self.streams = streams
    }

    /// Goes on for a while, traced like any service; what is under way at its end is cancelled.
    func run(for duration: Duration) async -> CrowdReport {
        let telemetry = Telemetry(TelemetrySettings(destinations: [FramingDestination()]))
        var client = client
        client.tracer = telemetry.tracer
        let memory = MemoryWatch()
        let counts = Counts()
        let clock = ContinuousClock()
        let start = clock.now
        await withTaskGroup(of: Void.self) { [client, calls, streams] group in
            group.addTask { try? await telemetry.run() }
            group.addTask {
                while (try? await clock.sleep(for: .seconds(1))) != nil { memory.look() }
            }
            for _ in 0..<calls {
                group.addTask {
                    await counts.repeating(until: start + duration) { _ = try await client.complete("hi") }
                }
            }
            for _ in 0..<streams {
                group.addTask {
                    await counts.repeating(until: start + duration) { for try await _ in client.streamComplete("hi") {} }
                }
            }
            try? await clock.sleep(until: start + duration)
            group.cancelAll()
        }
        await telemetry.shutdown(within: .seconds(10))
        return CrowdReport(
            answers: counts.answers,
            failures: counts.failures,
            seconds: start.duration(to: clock.now),
            memory: memory.figures
        )
    }

    private final class Counts: Sendable {
        private let state = Mutex((answers: 0, failures: 0))
        var answers: Int { state.withLock { $0.answers } }
        var failures: Int { state.withLock { $0.failures } }

        func repeating(until end: ContinuousClock.Instant, _ work: () async throws -> Void) async {
            while !Task.isCancelled, ContinuousClock.now < end {
                do {
                    try await work()
                    state.withLock { $0.answers += 1 }
                } catch {
                    // Cancelled by the end.
                    guard !Task.isCancelled else { return }
                    state.withLock { $0.failures += 1 }
                    // A server that is away is not asked as fast as it refuses.
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
        }
    }
}
