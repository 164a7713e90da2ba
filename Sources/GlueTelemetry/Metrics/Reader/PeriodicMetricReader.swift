import GlueJournal
import GlueOTLP
import Synchronization

/// Reads the metrics at an interval and puts them into the queue.
///
/// Source: OpenTelemetry metrics SDK, "Periodic exporting MetricReader".
final class PeriodicMetricReader: Sendable {
    private let registry: MetricRegistry
    private let pipeline: ExportPipeline
    private let interval: Duration
    private let spanClock: SpanClock
    private let clock: any Clock<Duration>
    private let reading = Mutex(())
    /// A point with 160 buckets takes about a kilobyte and a half: a record stays below one megabyte.
    private static let pointsPerRecord = 500
    /// Its number at the registry.
    private static let number = 0

    init(_ registry: MetricRegistry, pipeline: ExportPipeline, settings: TelemetrySettings) {
        self.registry = registry
        self.pipeline = pipeline
        interval = max(settings.metrics.interval, .milliseconds(1))
        clock = settings.clock
        spanClock = settings.spanClock
    }

    /// Reads once: each metric becomes a record of the queue, or several where it has many series.
    ///
    /// One reading after the other: what was read later is queued later.
    func read() {
        reading.withLock { _ in
            let now = spanClock.now
            for group in registry.collect(by: Self.number) {
                let scope = pipeline.journal.intern(scope: (group.scope ?? OTLP.Scope()).packed())
                for metric in group.metrics.flatMap({ $0.pieces(of: Self.pointsPerRecord) }) {
                    let packed = metric.prepared()
                    let header = RecordHeader(kind: .metric, scope: scope, timeUnixNano: now, base: packed.size)
                    _ = pipeline.journal.append(header) { packed.write(to: $0) }
                }
            }
        }
    }

    /// Reads and has exported until the task is cancelled.
    func run() async {
        while (try? await clock.sleep(for: interval)) != nil {
            read()
            pipeline.wake(all: true)
        }
    }
}
