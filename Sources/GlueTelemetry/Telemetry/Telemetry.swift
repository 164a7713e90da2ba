public import Foundation
// The ledger and the reasons for drops.
@_exported public import GlueJournal
public import GlueOTLP
import Logging
public import ServiceLifecycle
import Synchronization
import Tracing

/// Tracing for a process: the tracer, the queue of ended spans, and their way out.
///
/// ```swift
/// let telemetry = Telemetry.bootstrap()  // as the OTEL_* variables say
/// let group = ServiceGroup(services: [telemetry, server], gracefulShutdownSignals: [.sigterm], logger: logger)
/// try await group.run()
/// ```
/// Put it first in the group: services shut down in reverse, so that it is there for what the others do at their end.
///
/// A span that ends is packed into a bounded queue in memory and exported in batches. A destination that is not available
/// costs nothing while the queue has room: its spans wait and are sent when it is back. At shutdown everything left is
/// exported until the deadline; what no destination took by then is counted as `dropped{unsent}`.
public final class Telemetry: Service {
    /// The backend of swift-distributed-tracing.
    public let tracer: OTLPTracer
    private let settings: TelemetrySettings
    private let traces: ExportPipeline
    private let metrics: ExportPipeline
    private let logs: ExportPipeline
    private let stop = Event()
    private let ending = Mutex<Task<Void, Never>?>(nil)

    /// Bootstraps nothing: for tests, and for several tracers in one process.
    public init(_ settings: TelemetrySettings) {
        var settings = settings
        settings.resource = settings.resource.redacted(by: settings.redaction)
        self.settings = settings
        let traces = ExportPipeline(.traces, batch: settings.batch, queue: settings.queue, settings: settings)
        self.traces = traces
        metrics = ExportPipeline(.metrics, batch: settings.logBatch, queue: settings.logQueue, settings: settings)
        logs = ExportPipeline(.logs, batch: settings.logBatch, queue: settings.logQueue, settings: settings)
        let recorder = SpanRecorder(
            limits: settings.limits,
            clock: settings.spanClock,
            redactor: settings.redaction,
            journal: traces.journal,
            wantsContent: traces.wantsContent,
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
    }

    /// Makes the tracer the one of the process, for every library that uses swift-distributed-tracing.
    ///
    /// To be called once, at the start: `InstrumentationSystem` stops a process that does it twice.
    public static func bootstrap(_ settings: TelemetrySettings = TelemetrySettings(environment: ProcessInfo.processInfo.environment))
        -> Telemetry
    {
        let telemetry = Telemetry(settings)
        InstrumentationSystem.bootstrap(telemetry.tracer)
        return telemetry
    }

    /// What became of every sampled span that ended.
    public var ledger: Ledger { ledger(of: .traces) }

    /// What became of every record of a signal: spans that ended, log records, metrics that were read.
    public func ledger(of signal: OTLP.Signal) -> Ledger { pipeline(signal).journal.ledger }

    private var pipelines: [ExportPipeline] { [traces, metrics, logs] }

    private func pipeline(_ signal: OTLP.Signal) -> ExportPipeline {
        switch signal {
        case .traces: traces
        case .metrics: metrics
        case .logs: logs
        }
    }
}

// MARK: - Life

extension Telemetry {
    /// Exports until the service is shut down or cancelled, then drains within the shutdown timeout.
    ///
    /// A cancelled service drains too: the spans of what failed matter most.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            for pipeline in pipelines { group.addTask { await pipeline.run() } }
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

    /// Exports what has ended so far, each span once, also where nothing runs the service.
    ///
    /// - Parameter deadline: How long this may take.
    /// - Returns: Whether every destination settled all of it.
    @discardableResult
    public func forceFlush(within deadline: Duration = .seconds(10)) async -> Bool {
        let pipelines = pipelines
        return await withDeadline(deadline, clock: settings.clock) { await pipelines.all { await $0.flush() } } ?? false
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
        for pipeline in pipelines { pipeline.journal.close() }
        await forceFlush(within: deadline)
        await pipelines.all {
            await $0.end()
            return true
        }
        for destination in settings.destinations { await destination.close() }
        stop.happen()
        for pipeline in pipelines { report(pipeline.journal.ledger, of: pipeline.signal) }
    }

    private func report(_ ledger: Ledger, of signal: OTLP.Signal) {
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
