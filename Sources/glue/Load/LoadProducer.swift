import GlueTelemetry
import Synchronization

/// Makes spans in several tasks, at a rate or as fast as they can.
final class LoadProducer: Sendable {
    private let tracer: OTLPTracer
    private let spans: Int
    private let limit: Duration?
    private let rate: Double?
    private let tasks: Int
    private let open: Int
    private let ids: IDFile?
    private let started = Atomic<Int>(0)
    private let isStopped = Atomic<Bool>(false)
    /// How many are made between two looks at clock and signals.
    private static let burst = 64

    init(tracer: OTLPTracer, spans: Int, limit: Duration?, rate: Double?, tasks: Int, open: Int = 0, ids: IDFile?) {
        self.tracer = tracer
        self.spans = spans
        self.limit = limit
        self.rate = rate
        self.tasks = tasks
        self.open = open
        self.ids = ids
    }

    /// How many were started so far.
    var count: Int { min(started.load(ordering: .relaxed), spans) }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Returns when all are made, the time is over or it was stopped.
    func run() async {
        let start = ContinuousClock.now
        let open = (0..<open).map { StandardSpan.started($0, with: tracer) }
        defer { for span in open { span.end() } }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<tasks { group.addTask { await self.produce(since: start) } }
        }
    }

    private func produce(since start: ContinuousClock.Instant) async {
        while !isStopped.load(ordering: .relaxed) {
            let elapsed = ContinuousClock.now - start
            if let limit, elapsed >= limit { return }
            let first = started.wrappingAdd(Self.burst, ordering: .relaxed).oldValue
            guard first < spans else { return }
            if let rate, case let due = Duration.seconds(Double(first) / rate), due > elapsed {
                try? await Task.sleep(for: due - elapsed, tolerance: .zero)
            } else {
                // Behind its rate it would never sleep: the exporter and whoever waits for a signal need a thread, too.
                await Task.yield()
            }
            var made: [SpanContext] = []
            for index in first..<min(first + Self.burst, spans) {
                let context = StandardSpan.record(index, with: tracer)
                if ids != nil { made.append(context) }
            }
            ids?.append(made)
        }
    }
}
