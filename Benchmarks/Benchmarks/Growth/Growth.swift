import Foundation
import GlueOTLP
import GlueRedaction
import GlueTelemetry
import Shared
import Synchronization
import Tracing

/// Whether a span costs the same however many there are and however many tasks make them.
///
/// Prints one JSON object a line: `{"tasks", "spans", "ns"}`, processor time a span on the threads that make spans. The
/// argument is the greatest number of spans, 1,000,000 where there is none. `Benchmarks/python/growth.py` draws it.
@main
struct Growth {
    static func main() async {
        let greatest = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
        for tasks in [1, 8, 64] {
            var spans = 1000
            while spans <= greatest {
                // Small numbers are repeated, so that what one look at the clock costs does not show.
                let costs = await repeated(max(1, min(21, 100_000 / spans))) { [spans] in await cost(of: spans, in: tasks) }
                print(#"{"tasks": \#(tasks), "spans": \#(spans), "ns": \#(costs.sorted()[costs.count / 2])}"#)
                spans *= 10
            }
        }
    }

    private static func repeated(_ times: Int, _ body: @Sendable () async -> Int) async -> [Int] {
        var results: [Int] = []
        // The first warms up and does not count.
        for _ in 0...times { results.append(await body()) }
        return Array(results.dropFirst())
    }

    /// Makes spans with an exporter beside them that takes everything; nanoseconds a span.
    private static func cost(of spans: Int, in tasks: Int) async -> Int {
        var settings = TelemetrySettings(
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", "growth")]),
            destinations: [Taker()],
            redaction: .none
        )
        settings.queue.bytes = 1 << 30
        let telemetry = Telemetry(settings)
        let exporter = Task { try await telemetry.run() }
        let counters = Counters()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    while true {
                        let first = counters.started.wrappingAdd(100, ordering: .relaxed).oldValue
                        guard first < spans else { return }
                        // Nothing in between gives up the thread.
                        let start = threadNanoseconds()
                        for index in first..<min(first + 100, spans) { StandardSpan.record(index, with: telemetry.tracer) }
                        counters.spent.add(threadNanoseconds() - start, ordering: .relaxed)
                        await Task.yield()
                    }
                }
            }
        }
        let ledger = await telemetry.shutdown(within: .seconds(60))
        try? await exporter.value
        guard ledger.ended == spans, ledger.isSettled else { fatalError("spans were lost: \(ledger)") }
        return counters.spent.load(ordering: .relaxed) / spans
    }

    private static func threadNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

private final class Counters: Sendable {
    let started = Atomic<Int>(0)
    /// Nanoseconds.
    let spent = Atomic<Int>(0)
}

private struct Taker: TelemetryDestination {
    let name = "taker"
    func export(_ batch: ExportBatch) async -> ExportOutcome { .delivered() }
}
