import CoreMetrics
import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import ServiceContextModule
import Tracing

extension WorkflowRun {
    /// What becomes of one step.
    ///
    /// - Throws: Only what ends the whole run: its cancellation, its end, a budget that is spent.
    func answer(_ call: StepCall, at index: Int) async throws(LLMError) -> StepOutcome {
        do throws(LLMError) {
            // A workflow passes on to its own steps: would it hold a place, they could wait for it for ever.
            guard let gate = scope.gate, !scope.hasPassedGate, !(call.executor is any Workflow) else {
                return try await attempt(call, at: index, passedGate: scope.hasPassedGate)
            }
            return try await gate.run { () async throws(LLMError) in try await attempt(call, at: index, passedGate: true) }
        } catch {
            guard !error.endsRun else {
                record.fail(call)
                throw error
            }
            if case .replace(let text) = options.step.onFailure { return StepOutcome(error, text: text) }
            return StepOutcome(error)
        }
    }

    private func attempt(_ call: StepCall, at index: Int, passedGate: Bool) async throws(LLMError) -> StepOutcome {
        let elapsed = Stopwatch(options.clock).elapsed
        let meter = UsageMeter()
        var step = Interaction(call, at: index)
        var inner = scope
        inner.path.append(index)
        inner.hasPassedGate = passedGate
        await options.onProgress?(WorkflowProgress(change: .started, path: inner.path, step: step))
        let result: Result<StepOutput, LLMError>
        do throws(LLMError) {
            result = .success(try await traced(call, inner, meter, known(call, at: index, inner)))
        } catch {
            result = .failure(error)
        }
        step.usage = meter.usage
        step.cost = meter.cost
        step.elapsed = elapsed()
        switch result {
        case .success(let output): step.output = output.text
        case .failure(let error):
            step.output = StepOutcome(error).text
            step.error = error
        }
        measure(step)
        record.add(step)
        await options.onProgress?(WorkflowProgress(change: .ended, path: inner.path, step: step))
        return StepOutcome(try result.get())
    }

    private func measure(_ step: Interaction) {
        var dimensions = [(GenAI.Attributes.workflowName, workflow)]
        if let executor = step.executor { dimensions.append((Glue.Attributes.workflowStepExecutor, executor)) }
        if let role = step.role { dimensions.append((Glue.Attributes.workflowStepRole, role)) }
        if let error = step.error { dimensions.append((ErrorNames.type, error.kind.rawValue)) }
        Glue.Metrics.workflowStepDuration.record(step.elapsed, dimensions, with: options.metrics ?? MetricsSystem.factory)
    }

    private func known(_ call: StepCall, at index: Int, _ inner: WorkflowScope) -> AttributeList {
        var known = AttributeList()
        known[Glue.Attributes.workflowStepIndex] = index
        known[Glue.Attributes.workflowStepPath] = inner.pathText
        known[Glue.Attributes.workflowStepExecutor] = call.executor.name
        if let role = call.role { known[Glue.Attributes.workflowStepRole] = role }
        if let round = call.round { known[Glue.Attributes.workflowStepRound] = round }
        known[OpenInference.spanKind] = OpenInference.Kinds.chain
        return known
    }

    private func traced(
        _ call: StepCall,
        _ inner: WorkflowScope,
        _ meter: UsageMeter,
        _ known: AttributeList
    ) async throws(LLMError) -> StepOutput {
        try await Step.run(SpanNames.workflowStep(call.name), ofKind: .internal, tracer: tracer, known: known) {
            span throws(LLMError) in
            defer { span.change { $0.setTotals(meter.usage, meter.cost) } }
            content.input(call.input, span)
            if let output = options.resuming?.output(at: inner.pathText, executor: call.executor.name, input: call.input) {
                span.attributes[Glue.Attributes.workflowStepResumed] = true
                ServiceContext.meter(output.usage, output.cost)
                meter.add(output.usage, output.cost)
                written(output, of: call, span)
                return output
            }
            let output = try await executed(call, inner, meter)
            // What an executor took without the engine's knowledge is known from it alone.
            if meter.usage == nil, meter.cost == nil, output.usage != nil || output.cost != nil {
                ServiceContext.meter(output.usage, output.cost)
                meter.add(output.usage, output.cost)
            }
            written(output, of: call, span)
            return output
        }
    }

    private func executed(_ call: StepCall, _ inner: WorkflowScope, _ meter: UsageMeter) async throws(LLMError) -> StepOutput {
        let output = try await ServiceContext.with {
            $0.workflow = inner
            $0.meters.append(meter)
        } _: { () async throws(LLMError) in
            do {
                return try await hooked(call)
            } catch {
                // Whatever an executor makes of its cancellation, the run is over.
                guard !Task.isCancelled else { throw LLMError(.cancelled, "the run was cancelled") }
                throw LLMError(thrown: error, by: call.executor.name)
            }
        }
        guard !Task.isCancelled else { throw LLMError(.cancelled, "the run was cancelled") }
        let size = output.text.utf8.count
        guard size <= options.step.outputLimit else {
            throw LLMError(
                .invalidResponse,
                "\(call.executor.name) answered \(size) bytes, more than the \(options.step.outputLimit) that outputLimit of the "
                    + "step policy allows"
            )
        }
        return output
    }

    private func hooked(_ call: StepCall) async throws -> StepOutput {
        guard !options.hooks.isEmpty else { return try await limited(call.executor, call.input) }
        let hooks = HookRunner(options)
        let metadata = call.hookMetadata
        let input = try await hooks.run(.preExecutor, call.input, metadata: metadata)
        var output = try await limited(call.executor, input)
        output.text = try await hooks.run(.postExecutor, output.text, metadata: metadata)
        return output
    }

    private func limited(_ executor: any StepExecutor, _ input: String) async throws -> StepOutput {
        try await withHardTimeLimit(options.step.timeLimit, clock: options.clock) { try await executor.execute(input) }
    }

    /// Writes what a step answered onto its span; whole, where the run is recorded.
    private func written(_ output: StepOutput, of call: StepCall, _ span: any Span) {
        content.output(output.text, span)
        guard options.isRecording, span.isRecording else { return }
        let redactor = options.redactor
        let value = output.value?.text()
        let isWhole = [call.input, output.text, value ?? ""].allSatisfy { redactor.redact($0) == $0 }
        span.change { attributes in
            attributes[Glue.Attributes.workflowStepRecorded] = isWhole
            if let value, isWhole { attributes[Glue.Attributes.workflowStepValue] = value }
        }
    }
}

extension WorkflowScope {
    var pathText: String { path.map(String.init).joined(separator: "/") }
}

extension Interaction {
    /// A step that has begun.
    init(_ call: StepCall, at index: Int) {
        self.init(
            index: index,
            name: call.name,
            executor: call.executor.name,
            role: call.role,
            round: call.round,
            input: call.input,
            output: "",
            elapsed: .zero,
            metadata: [:]
        )
    }
}

extension LLMError {
    /// Whether nothing else of the run can go on either.
    var endsRun: Bool {
        switch kind {
        case .cancelled, .shuttingDown, .budget: true
        default: false
        }
    }
}
