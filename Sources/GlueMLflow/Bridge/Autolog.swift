import GlueOTLP
import GlueSemantics
public import GlueTelemetry
import Logging
public import ServiceLifecycle
import Synchronization

extension MLflowClient {
    /// Sends the engine's spans to an experiment, and opens runs by a rule.
    ///
    /// ```swift
    /// var settings = TelemetrySettings(environment: ProcessInfo.processInfo.environment)
    /// let autolog = try await mlflow.autolog(into: &settings)
    /// let telemetry = Telemetry.bootstrap(settings)
    /// let group = ServiceGroup(services: [autolog, telemetry, server], logger: logger)
    /// ```
    /// The experiment is that of the client's settings, such as `MLFLOW_EXPERIMENT_NAME` says, unless another one is named.
    /// Put it before the telemetry: services shut down in reverse, so that the last traces have arrived when their runs are ended.
    ///
    /// - Parameters:
    ///   - experiment: Made where there is none of its name; nil for that of the settings.
    ///   - wantsContent: Whether what people and models said is sent along, where the spans hold it.
    /// - Throws: ``MLflowError`` where the server does not tell the experiment.
    public func autolog(
        experiment: ExperimentReference? = nil,
        into settings: inout TelemetrySettings,
        rule: AutologRule = .process(),
        wantsContent: Bool = true,
        options: RunOptions = RunOptions()
    ) async throws(MLflowError) -> Autolog {
        let id = try await id(of: experiment ?? self.settings.experiment)
        settings.destinations.append(try traceDestination(for: id, wantsContent: wantsContent))
        let autolog = Autolog(self, experiment: id, rule: rule, options: options)
        settings.processors.append(autolog)
        return autolog
    }
}

/// Makes runs and judgements of what the engine does, while it does it; see
/// ``MLflowClient/autolog(experiment:into:rule:wantsContent:options:)``.
public final class Autolog: SpanProcessor, Service {
    /// How many traces may wait to be made runs of, or linked, and how many scores to be put to theirs.
    private static let most = 10_000

    public let experimentID: String
    private let client: MLflowClient
    private let rule: AutologRule
    private let options: RunOptions
    private let state = Mutex(State())
    private let isStopping = Event()
    let judgements: JudgementQueue

    struct State: Sendable {
        var retries = RetryCounter()
        /// Of the process.
        var statistics = RunStatistics()
        /// Traces that have not ended and had a step that counts.
        var active: Set<OTLP.TraceID> = []
        /// Of traces that have not ended.
        var open: [OTLP.TraceID: RunStatistics] = [:]
        /// Traces that have ended and are to be made runs of.
        var ended: [EndedTrace] = []
        /// Traces that are to be linked to the process's run.
        var unlinked: [String] = []
        var overflow = 0
    }

    struct EndedTrace: Sendable {
        var id: OTLP.TraceID
        var name: String
        var start: MLflowTime
        var end: MLflowTime
        var hasFailed: Bool
        var statistics: RunStatistics
    }

    init(_ client: MLflowClient, experiment: String, rule: AutologRule, options: RunOptions) {
        self.client = client
        experimentID = experiment
        self.rule = rule
        self.options = options
        judgements = JudgementQueue(client, bound: Self.most)
    }

    public func onEnd(_ span: FinishedSpan) {
        guard span.context.isSampled else { return }
        state.withLock { state in
            state.retries.attempt(span.attributes, parent: span.parentSpanID)
            let step = RecordedStep(span, retries: state.retries.take(span.context.spanID))
            if let id = span.attributes[GenAI.Attributes.responseID]?.string {
                judgements.note(response: id, of: span.context.traceID, span.context.spanID)
            }
            switch rule {
            case .tracesOnly: break
            case .process:
                let trace = span.context.traceID
                if let step {
                    state.statistics.add(step)
                    // Traces whose root never ends here are forgotten, the whole of them: they are not many.
                    if state.active.count >= Self.most { state.active = [] }
                    state.active.insert(trace)
                }
                if span.isLocalRoot, state.active.remove(trace) != nil { state.link(MLflowTrace.id(trace), Self.most) }
            case .trace(let beginnings): state.take(span, step, beginnings, Self.most)
            }
        }
    }

    /// Logs until the service is shut down or cancelled, then ends what is open.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [judgements, isStopping] in await judgements.run(until: isStopping) }
            group.addTask {
                do {
                    switch self.rule {
                    case .tracesOnly: await self.isStopping.wait()
                    case .process(let name, let interval): try await self.logProcess(name, every: interval)
                    case .trace: await self.logTraces()
                    }
                } catch {
                    self.client.logger.error("what calls come to cannot be logged", metadata: ["reason": "\(error)"])
                }
            }
            await withTaskCancellationOrGracefulShutdownHandler {
                await isStopping.wait()
            } onCancelOrGracefulShutdown: { [isStopping] in
                isStopping.happen()
            }
        }
    }

    /// Ends what is open, for who runs no services.
    public func stop() { isStopping.happen() }
}

// MARK: - One run for the process

extension Autolog {
    private func logProcess(_ name: String?, every interval: Duration) async throws {
        let tags = [RunTags.autologging: "gluellm"]
        try await client.withRun(experiment: .id(experimentID), name: name, tags: tags, options: options) { run in
            var number: Int64 = 0
            var logged = 0
            while true {
                _ = await withDeadline(interval, or: isStopping, clock: ContinuousClock()) {
                    try? await Task.sleep(for: .seconds(1_000_000))
                }
                let isLast = isStopping.hasHappened || Task.isCancelled
                let (statistics, traces) = state.withLock { state in
                    defer { state.unlinked = [] }
                    return (state.statistics, state.unlinked)
                }
                if statistics.steps > logged {
                    for metric in statistics.metrics(at: .now, step: number) { try run.put(RunEntry(metric)) }
                    number += 1
                    logged = statistics.steps
                }
                await link(traces, to: run)
                guard isLast else { continue }
                // Not before: params cannot be changed, and what they are to say is known at the end.
                for (key, value) in statistics.params.sorted(by: { $0.key < $1.key }) { try run.put(RunEntry(param: key, value)) }
                return
            }
        }
    }

    private func link(_ traces: [String], to run: RunLogger) async {
        guard !traces.isEmpty else { return }
        do throws(MLflowError) {
            try await client.link(traces: traces, toKnownRun: run.id)
        } catch {
            // Next time; the links say the same however often they are made.
            state.withLock { state in
                for trace in traces { state.link(trace, Self.most) }
            }
        }
    }
}

// MARK: - A run for each trace

extension Autolog {
    private func logTraces() async {
        let session = RunSession(client, options)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await session.run() }
            while true {
                let isLast = isStopping.hasHappened || Task.isCancelled
                let ended = state.withLock { state in
                    defer { state.ended = [] }
                    return state.ended
                }
                for trace in ended { await log(trace, session) }
                guard !isLast else { break }
                _ = await withDeadline(min(options.interval, .seconds(1)), or: isStopping, clock: ContinuousClock()) {
                    try? await Task.sleep(for: .seconds(1_000_000))
                }
            }
            await session.finish(within: options.endTimeout)
            group.cancelAll()
        }
        do throws(MLflowError) {
            try session.check()
        } catch {
            client.logger.error("what calls come to cannot be logged", metadata: ["reason": "\(error)"])
        }
    }

    private func log(_ trace: EndedTrace, _ session: RunSession) async {
        do throws(MLflowError) {
            let tags = [RunTags.autologging: "gluellm"]
            let run = try await client.createRun(in: experimentID, name: trace.name, tags: tags, start: trace.start)
            for metric in trace.statistics.metrics(at: trace.end) { try session.spool.place(RunEntry(metric), of: run.id) }
            for (key, value) in trace.statistics.params.sorted(by: { $0.key < $1.key }) {
                try session.spool.place(RunEntry(param: key, value), of: run.id)
            }
            try session.spool.place(RunEntry(end: trace.hasFailed ? .failed : .finished, at: trace.end), of: run.id)
            try await client.link(traces: [MLflowTrace.id(trace.id)], toKnownRun: run.id)
        } catch {
            client.logger.error(
                "a trace is not logged as a run",
                metadata: ["trace": "\(MLflowTrace.id(trace.id))", "reason": "\(error)"]
            )
        }
    }
}

extension Autolog.State {
    fileprivate mutating func link(_ trace: String, _ bound: Int) {
        guard unlinked.count < bound else { return overflow += 1 }
        unlinked.append(trace)
    }

    fileprivate mutating func take(
        _ span: FinishedSpan,
        _ step: RecordedStep?,
        _ beginnings: Set<AutologRule.Beginning>,
        _ bound: Int
    ) {
        let trace = span.context.traceID
        if let step {
            // Traces whose root never ends here are forgotten, the whole of them: they are not many.
            if open[trace] == nil, open.count >= bound { open = [:] }
            open[trace, default: RunStatistics()].add(step)
        }
        guard span.isLocalRoot, let statistics = open.removeValue(forKey: trace) else { return }
        guard let step, beginnings.contains(where: { $0.rawValue == step.kind.rawValue }) else { return }
        guard ended.count < bound else { return overflow += 1 }
        ended.append(
            Autolog.EndedTrace(
                id: trace,
                name: span.name,
                start: MLflowTime(milliseconds: Int64(clamping: span.startTimeUnixNano / 1_000_000)),
                end: step.time,
                hasFailed: step.hasFailed,
                statistics: statistics
            )
        )
    }
}
