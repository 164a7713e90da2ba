import CoreMetrics
import GlueJSON
import GlueLLM
import GlueSemantics
import ServiceContextModule
import Tracing

/// Runs a workflow within its span, its bounds and its hooks.
struct WorkflowRunner<Flow: Workflow>: Sendable {
    let workflow: Flow
    let scope: WorkflowScope

    private var options: WorkflowOptions { scope.options }

    func run(_ input: String) async throws(WorkflowError) -> WorkflowResult {
        let elapsed = Stopwatch(options.clock).elapsed
        let record = RunRecord()
        let meter = UsageMeter()
        let traceID = TraceIDReader()
        func result(_ outcome: WorkflowOutcome) -> WorkflowResult {
            WorkflowResult(
                output: outcome.output,
                value: outcome.value,
                iterations: outcome.iterations,
                interactions: record.interactions,
                usage: meter.usage,
                cost: meter.cost,
                metadata: outcome.metadata,
                elapsed: elapsed(),
                traceID: traceID.value
            )
        }
        do throws(LLMError) {
            try workflow.validate()
            let outcome = try await ServiceContext.with({ if options.isRecording { $0.isRecorded = true } }) { () async throws(LLMError) in
                try await bounded(input, record, meter, traceID)
            }
            measure(elapsed(), nil, within: traceID.context)
            return result(outcome)
        } catch {
            measure(elapsed(), error, within: traceID.context)
            let partial = result(WorkflowOutcome("", iterations: 0))
            throw WorkflowError(workflow: workflow.name, step: record.failedStep, cause: error, partial: partial)
        }
    }

    /// Keeps the bounds of the outermost run; inner ones are within them.
    private func bounded(
        _ input: String,
        _ record: RunRecord,
        _ meter: UsageMeter,
        _ traceID: TraceIDReader
    ) async throws(LLMError) -> WorkflowOutcome {
        let bounds = options.bounds
        guard scope.path.isEmpty, bounds != WorkflowBounds() else { return try await traced(input, record, meter, traceID) }
        let budget = Budget(Budget.Bounds(tokens: bounds.tokens, cost: bounds.cost, calls: bounds.calls), clock: options.clock)
        return try await BudgetScope(budget).surround { () async throws(LLMError) in
            guard let time = bounds.time else { return try await traced(input, record, meter, traceID) }
            let result: Result<WorkflowOutcome, any Error>
            do {
                result = .success(try await withTimeLimit(time, clock: options.clock) { try await traced(input, record, meter, traceID) })
            } catch {
                result = .failure(error)
            }
            switch result {
            case .success(let outcome): return outcome
            case .failure(let error as LLMError): throw error
            case .failure(is TimeLimitExceeded):
                throw LLMError(.timeout, "the run took longer than bounds.time allows; what was done until then is in partial")
            case .failure(let error): throw LLMError(thrown: error, by: workflow.name)
            }
        }
    }

    private func traced(
        _ input: String,
        _ record: RunRecord,
        _ meter: UsageMeter,
        _ traceID: TraceIDReader
    ) async throws(LLMError) -> WorkflowOutcome {
        let tracer = options.tracer ?? InstrumentationSystem.tracer
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.invokeWorkflow
        known[GenAI.Attributes.workflowName] = workflow.name
        known[Glue.Attributes.workflowKind] = Flow.kind
        known[OpenInference.spanKind] = OpenInference.Kinds.chain
        if let settings = try? JSONValue(encoding: workflow.settings) {
            known[Glue.Attributes.workflowConfig] = settings.snakeCased.text()
        }
        if scope.path.isEmpty, !workflow.cast.isEmpty { known[Glue.Attributes.workflowDefinition] = workflow.definition.text() }
        return try await Step.run(SpanNames.invokeWorkflow(workflow.name), ofKind: .internal, tracer: tracer, known: known) {
            span throws(LLMError) in
            traceID.read(span, tracer)
            defer { span.change { $0.setTotals(meter.usage, meter.cost) } }
            let content = ContentWriter(options.recordedContent, options.redactor)
            let run = WorkflowRun(workflow: workflow.name, scope: scope, record: record, tracer: tracer, content: content, span: span)
            content.input(input, span)
            let outcome = try await ServiceContext.with({ $0.meters.append(meter) }) { () async throws(LLMError) in
                try await hooked(input, run)
            }
            content.output(outcome.output, span)
            span.change { attributes in
                attributes[Glue.Attributes.workflowIterations] = outcome.iterations
                if !outcome.metadata.isEmpty {
                    attributes[Glue.Attributes.workflowResult] = JSONValue.object(outcome.metadata).text()
                }
            }
            return outcome
        }
    }

    private func hooked(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        guard !options.hooks.isEmpty else { return try await workflow.body(input, run) }
        let hooks = HookRunner(options)
        let metadata: JSONObject = ["workflow": .string(workflow.name), "workflow_type": .string(Flow.kind)]
        let input = try await hooks.run(.preWorkflow, input, metadata: metadata)
        var outcome = try await workflow.body(input, run)
        outcome.output = try await hooks.run(.postWorkflow, outcome.output, metadata: metadata)
        return outcome
    }

    private func measure(_ duration: Duration, _ error: LLMError?, within span: ServiceContext?) {
        var dimensions = [(GenAI.Attributes.workflowName, workflow.name)]
        if let error { dimensions.append((ErrorNames.type, error.kind.rawValue)) }
        ServiceContext.withValue(span ?? .current ?? .topLevel) {
            GenAI.Metrics.invokeWorkflowDuration.record(duration, dimensions, with: options.metrics ?? MetricsSystem.factory)
        }
    }
}

extension WorkflowOptions {
    /// A run that is to be gone on with keeps its content whole.
    var recordedContent: ContentCapture {
        isRecording ? ContentCapture(onSpans: true, bound: ContentBound(bytes: .max)) : contentCapture
    }
}

extension WorkflowScope {
    /// The scope of the step that runs now; one of its own where a workflow is executed outside any run.
    static var current: WorkflowScope { ServiceContext.current?.workflow ?? WorkflowScope(WorkflowOptions()) }
}
