public import GlueOTLP
import GlueSemantics
import GlueTelemetry

extension MLflowClient {
    /// Logs a recording as a run: metrics and params of its calls, its traces, linked, and its scores as judgements on them.
    ///
    /// The same recording again is another run of the same traces: MLflow knows spans by their ids.
    ///
    /// - Parameters:
    ///   - recording: Traces, and the logs that belong to them.
    ///   - detail: For how many calls of each kind there is a point a call, besides what they come to.
    ///   - sendsTraces: Whether the spans are sent, too; the run is linked to them in any case.
    ///   - progress: Told how many spans have arrived, of how many.
    public func log(
        _ recording: TelemetryFile,
        in experiment: ExperimentReference,
        name: String? = nil,
        tags: [String: String] = [:],
        detail: Int = 1000,
        sendsTraces: Bool = true,
        options: RunOptions = RunOptions(),
        progress: @Sendable (_ sent: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> RecordingLog {
        let experimentID = try await id(of: experiment)
        let trees = recording.traces.trees
        if sendsTraces { try await send(recording.traces, to: experimentID, progress) }
        var log = RecordingLog(traces: trees.map { MLflowTrace.id($0.traceID) })
        (log.steps, log.run) = try await withRun(experiment: .id(experimentID), name: name, tags: tags, options: options) { run in
            let summary = RecordingSummary(recording.traces)
            for metric in summary.points(upTo: detail) + summary.statistics.metrics(at: summary.end) { try await run.log(metric) }
            try await run.log(params: summary.statistics.params)
            try await run.link(traces: log.traces)
            return (summary.statistics.steps, run.info)
        }
        for (trace, assessment) in RecordingSummary.assessments(in: recording) {
            try await assess(trace: MLflowTrace.id(trace), assessment)
            log.assessments += 1
        }
        return log
    }

    /// Sends the spans of whole traces, in requests of some hundred.
    private func send(_ traces: OTLP.Traces, to experiment: String, _ progress: (Int, Int) -> Void) async throws {
        let destination = try traceDestination(for: experiment, wantsContent: true)
        defer { Task { await destination.close() } }
        let total = traces.spans.count
        var sent = 0
        for piece in traces.pieces(of: 500) {
            let outcome = await destination.send(piece)
            switch outcome {
            case .delivered(let rejected, let message):
                if rejected > 0 { throw MLflowError(.rejected, "\(rejected) spans were refused: \(message ?? "")", operation: "v1/traces") }
            case .invalid(let reason), .refused(let reason): throw MLflowError(.rejected, reason, operation: "v1/traces")
            case .unavailable(let reason, _): throw MLflowError(.unavailable, reason, operation: "v1/traces")
            case .tooLarge: throw MLflowError(.rejected, "spans are larger than a request may be", operation: "v1/traces")
            }
            sent += piece.spans.count
            progress(sent, total)
        }
    }

    /// Where the spans of an experiment go: the server takes OTLP.
    func traceDestination(for experiment: String, wantsContent: Bool) throws(MLflowError) -> OTLPHTTPDestination {
        var otlp = OTLPHTTPSettings(endpoint: OTLPHTTPSettings.endpoint(base: connection.base))
        otlp.headers = [.init(MLflowNames.experimentHeader, experiment)]
        if let authorization = settings.credentials.header { otlp.headers.append(.init("Authorization", authorization)) }
        if let workspace = settings.workspace { otlp.headers.append(.init("X-MLFLOW-WORKSPACE", workspace)) }
        otlp.tls = settings.tls
        otlp.proxy = settings.proxy
        otlp.timeout = settings.timeout
        otlp.profile = .mlflow
        otlp.wantsContent = wantsContent
        do {
            return try OTLPHTTPDestination(otlp)
        } catch {
            throw MLflowError(.configuration, error.description)
        }
    }
}

/// What came of ``MLflowClient/log(_:in:name:tags:detail:sendsTraces:options:progress:)``.
public struct RecordingLog: Sendable {
    public internal(set) var run: RunInfo?
    /// The ids of its traces, as MLflow writes them.
    public var traces: [String]
    /// How many steps the metrics stand for.
    public internal(set) var steps = 0
    /// How many judgements were put to traces.
    public internal(set) var assessments = 0
}

/// What the spans of a recording come to.
struct RecordingSummary {
    private(set) var statistics = RunStatistics()
    private var steps: [RecordedStep] = []

    init(_ traces: OTLP.Traces) {
        let spans = traces.trees.flatMap(\.nodes).map(\.span)
        var retries = RetryCounter()
        for span in spans { retries.attempt(span.attributes, parent: span.parentSpanID) }
        for span in spans {
            guard let step = RecordedStep(span, retries: retries.take(span.spanID)) else { continue }
            statistics.add(step)
            steps.append(step)
        }
        steps.sort { $0.endTimeUnixNano < $1.endTimeUnixNano }
    }

    var end: MLflowTime { steps.last?.time ?? .now }

    /// A point for each of the first calls of each kind, as they ended.
    func points(upTo limit: Int) -> [Metric] {
        var counts: [RecordedStep.Kind: Int] = [:]
        var points: [Metric] = []
        for step in steps {
            let number = counts[step.kind, default: 0]
            guard number < limit else { continue }
            counts[step.kind] = number + 1
            for (name, value) in step.measurements where value.isFinite {
                points.append(Metric(name, value, step: Int64(number), time: step.time))
            }
        }
        return points
    }

    /// The scores of a recording, from events on spans and from log records; one that is told both ways counts once.
    static func assessments(in recording: TelemetryFile) -> [(trace: OTLP.TraceID, assessment: Assessment)] {
        struct Key: Hashable {
            let trace: OTLP.TraceID
            let span: OTLP.SpanID
            let evaluation: RecordedEvaluation
        }
        var seen: Set<Key> = []
        var found: [(OTLP.TraceID, Assessment)] = []
        var byResponse: [String: OTLP.Span] = [:]
        func add(_ evaluation: RecordedEvaluation, _ trace: OTLP.TraceID, _ span: OTLP.SpanID) {
            guard trace.isValid, seen.insert(Key(trace: trace, span: span, evaluation: evaluation)).inserted else { return }
            found.append((trace, evaluation.assessment(of: span)))
        }
        for span in recording.traces.trees.flatMap(\.nodes).map(\.span) {
            if let id = span.attributes[GenAI.Attributes.responseID]?.string { byResponse[id] = span }
            for event in span.events where event.name == GenAI.Events.evaluationResult {
                if let evaluation = RecordedEvaluation(event.attributes) { add(evaluation, span.traceID, span.spanID) }
            }
        }
        for record in recording.logs.records where record.eventName == GenAI.Events.evaluationResult {
            guard let evaluation = RecordedEvaluation(record.attributes) else { continue }
            // One that was made later names the answer; else it belongs where it was told.
            let scored = record.traceID.isValid ? nil : evaluation.responseID.flatMap { byResponse[$0] }
            add(evaluation, scored?.traceID ?? record.traceID, scored?.spanID ?? record.spanID)
        }
        return found
    }
}

extension OTLP.Traces {
    /// The same spans in several, none with more than so many.
    fileprivate func pieces(of count: Int) -> [OTLP.Traces] {
        var pieces: [OTLP.Traces] = []
        for resource in resourceSpans {
            for scope in resource.scopeSpans {
                var rest = scope.spans[...]
                while !rest.isEmpty {
                    var scope = scope
                    var resource = resource
                    scope.spans = Array(rest.prefix(count))
                    resource.scopeSpans = [scope]
                    pieces.append(OTLP.Traces([resource]))
                    rest = rest.dropFirst(count)
                }
            }
        }
        return pieces
    }
}

extension OTLP.Logs {
    fileprivate var records: [OTLP.LogRecord] { resourceLogs.flatMap(\.scopeLogs).flatMap(\.logRecords) }
}
