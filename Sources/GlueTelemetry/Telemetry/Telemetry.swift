// The ledger and the reasons for drops.
@_exported public import GlueJournal
public import GlueOTLP
import Logging
public import ServiceLifecycle
import Synchronization
import Tracing

/// Traces, metrics and logs of a process: the backends of swift-distributed-tracing, swift-metrics and swift-log, the queue
/// of each signal, and the way out.
///
/// ```swift
/// let telemetry = Telemetry.bootstrap()  // as the OTEL_* variables say
/// let group = ServiceGroup(services: [telemetry, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
/// Put it first in the group: services shut down in reverse, so that it is there for what the others do at their end.
///
/// A span that ends and a line that is logged are packed into a bounded queue and exported in batches; metrics are read at an
/// interval and queued likewise. A destination that is not available
/// costs nothing while the queue has room: its spans wait and are sent when it is back. At shutdown everything left is
/// exported until the deadline; what no destination took by then stays in the journal where there is one, and is counted
/// as `dropped{unsent}` where there is none.
public final class Telemetry: Service {
    /// The backend of swift-distributed-tracing.
    public let tracer: OTLPTracer
    /// The backend of swift-metrics.
    public let metrics: OTLPMetricsFactory
    let settings: TelemetrySettings
    private let tracePipeline: ExportPipeline
    private let metricPipeline: ExportPipeline
    private let logPipeline: ExportPipeline
    private let reader: PeriodicMetricReader?
    let logRecorder: LogRecorder
    private let executor = ExportExecutor()
    private let tail: TailGate?
    private let stop = Event()
    private let isRunning = Atomic(false)
    private let ending = Mutex<Task<Void, Never>?>(nil)

    /// Bootstraps nothing: for tests, and for several tracers in one process.
    public init(_ settings: TelemetrySettings) {
        var settings = settings
        settings.resource = settings.resource.redacted(by: settings.redaction)
        settings.logger = settings.logger.forTelemetry
        self.settings = settings
        let traces = ExportPipeline(.traces, batch: settings.batch, queue: settings.queue, settings: settings)
        var metricBatch = settings.logBatch
        metricBatch.timeout = settings.metrics.timeout
        let metrics = ExportPipeline(.metrics, batch: metricBatch, queue: settings.metrics.queue, settings: settings)
        let logs = ExportPipeline(.logs, batch: settings.logBatch, queue: settings.logQueue, settings: settings)
        tracePipeline = traces
        metricPipeline = metrics
        logPipeline = logs
        let tail =
            traces.journal.hasLanes
            ? settings.tailSampling.map { TailGate($0, journal: traces.journal, clock: settings.clock, wake: { traces.wake() }) } : nil
        self.tail = tail
        let recorder = SpanRecorder(
            limits: settings.limits,
            clock: settings.spanClock,
            redactor: settings.redaction,
            processors: settings.processors,
            journal: traces.journal,
            tail: tail,
            wantsContent: traces.wantsContent,
            keepsOpenSpans: settings.journal != nil && settings.openSpans,
            wake: { traces.wake() }
        )
        tracer = OTLPTracer(
            sampler: settings.sampler,
            ids: settings.ids,
            propagators: settings.propagators,
            recorder: recorder,
            isDisabled: settings.isDisabled,
            requestFlush: { traces.wake(all: true) }
        )
        logRecorder = LogRecorder(
            settings.logs,
            clock: settings.spanClock,
            redactor: settings.redaction,
            journal: logs.journal,
            wantsContent: logs.wantsContent,
            wake: { logs.wake() }
        )
        self.metrics = OTLPMetricsFactory(settings, reader: metrics.journal.hasLanes ? settings.metrics.temporality : nil)
        reader = metrics.journal.hasLanes ? PeriodicMetricReader(self.metrics.registry, pipeline: metrics, settings: settings) : nil
        if settings.metrics.tellsLedger {
            for pipeline in pipelines where pipeline.journal.hasLanes {
                LedgerMetrics(of: pipeline.signal).register(at: self.metrics) { [journal = pipeline.journal] in journal.ledger }
            }
        }
    }

    /// What became of every sampled span that ended.
    public var ledger: Ledger { ledger(of: .traces) }

    /// What became of every record of a signal: spans that ended, log records, metrics that were read.
    public func ledger(of signal: OTLP.Signal) -> Ledger { pipeline(signal).journal.ledger }

    /// Where the records of a signal wait, and what is wrong with that.
    public func journalStatus(of signal: OTLP.Signal) -> JournalStatus { pipeline(signal).journal.status }

    /// How many traces ``TailSampling`` decided on before their local root ended, because of a bound or the end.
    public var earlyDecisions: Int { tail?.early ?? 0 }

    private var pipelines: [ExportPipeline] { [tracePipeline, metricPipeline, logPipeline] }

    private func pipeline(_ signal: OTLP.Signal) -> ExportPipeline {
        switch signal {
        case .traces: tracePipeline
        case .metrics: metricPipeline
        case .logs: logPipeline
        }
    }
}

// MARK: - Life

extension Telemetry {
    /// Exports until the service is shut down or cancelled, then drains within the shutdown timeout.
    ///
    /// A cancelled service drains too: the spans of what failed matter most. Who runs it a second time only waits.
    public func run() async throws {
        guard !isRunning.exchange(true, ordering: .relaxed) else { return await stop.wait() }
        await withTaskGroup(of: Void.self) { group in
            for pipeline in pipelines { group.addTask(executorPreference: executor) { await pipeline.run() } }
            if let reader { group.addTask { await reader.run() } }
            if let tail { group.addTask { await tail.run() } }
            let stop = stop
            await withTaskCancellationOrGracefulShutdownHandler {
                await stop.wait()
            } onCancelOrGracefulShutdown: {
                stop.happen()
            }
            _ = await shutdown(within: settings.shutdownTimeout)
            group.cancelAll()
        }
    }

    /// Exports what has ended and what was measured so far, each record once, also where nothing runs the service. Traces that
    /// ``TailSampling`` has not decided on stay where they are.
    ///
    /// - Parameter deadline: How long this may take.
    /// - Returns: Whether every destination settled all of it.
    @discardableResult
    public func forceFlush(within deadline: Duration = .seconds(10)) async -> Bool {
        reader?.read()
        tail?.decide()
        return await flush(within: deadline)
    }

    private func flush(within deadline: Duration) async -> Bool {
        let pipelines = pipelines
        return await withTaskExecutorPreference(executor) {
            await withDeadline(deadline, clock: settings.clock) { await pipelines.all { await $0.flush() } } ?? false
        }
    }

    /// Exports what is left, then closes the destinations. Spans that end from now on are dropped.
    ///
    /// The first call counts; later ones wait for it. It runs to its end also where the caller is cancelled.
    ///
    /// - Parameter deadline: How long the export may take; what is left then is dropped as unsent.
    @discardableResult
    public func shutdown(within deadline: Duration = .seconds(10)) async -> Ledger {
        let task = ending.withLock { ending in
            if let ending { return ending }
            let task = Task { await self.end(within: deadline) }
            ending = task
            return task
        }
        _ = await task.value
        return ledger
    }

    private func end(within deadline: Duration) async {
        reader?.read()
        tail?.finish()
        for pipeline in pipelines { pipeline.journal.close() }
        _ = await flush(within: deadline)
        await pipelines.all {
            await $0.end()
            return true
        }
        for destination in settings.destinations { await destination.close() }
        stop.happen()
        for pipeline in pipelines { report(pipeline.journal.ledger, of: pipeline.signal) }
    }

    private func report(_ ledger: Ledger, of signal: OTLP.Signal) {
        for destination in ledger.destinations where destination.queued > 0 {
            settings.logger.warning(
                "records stay in the journal for the next start",
                metadata: ["destination": "\(destination.name)", "records": "\(destination.queued)", "signal": "\(signal)"]
            )
        }
        for destination in ledger.destinations where destination.allDropped > 0 {
            let dropped = destination.dropped.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key)=\($0.value)" }
            settings.logger.warning(
                "records did not reach a destination",
                metadata: [
                    "destination": "\(destination.name)", "dropped": "\(dropped.joined(separator: ","))", "signal": "\(signal)",
                ]
            )
        }
    }
}

extension [ExportPipeline] {
    /// Does something with all of them side by side; whether it went well with each.
    @discardableResult
    fileprivate func all(_ body: @escaping @Sendable (ExportPipeline) async -> Bool) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for pipeline in self { group.addTask { await body(pipeline) } }
            return await group.reduce(true) { $0 && $1 }
        }
    }
}
