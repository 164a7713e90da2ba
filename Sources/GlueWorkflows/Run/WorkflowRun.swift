public import GlueJSON
public import GlueLLM
import GlueSemantics
import ServiceContextModule
import Tracing

/// A run that is under way: what a workflow has its steps answered with.
///
/// Each step becomes a span `workflow_step {name}` and an ``Interaction``. Their order is the one in which the workflow asks,
/// also where steps are answered side by side.
public struct WorkflowRun: Sendable {
    /// The workflow's name.
    let workflow: String
    let scope: WorkflowScope
    let record: RunRecord
    let tracer: any Tracer
    let content: ContentWriter
    /// The run's own span.
    let span: any Span

    public var options: WorkflowOptions { scope.options }

    /// Has one step answered.
    ///
    /// - Throws: What made the step fail, unless ``StepPolicy/onFailure`` has an answer for that.
    public func step(
        _ name: String,
        _ executor: any StepExecutor,
        _ input: String,
        role: String? = nil,
        round: Int? = nil
    ) async throws(LLMError) -> StepOutput {
        let call = StepCall(name, executor, input, role: role, round: round)
        let outcome = try await answer(call, at: record.reserve(1).lowerBound)
        guard let error = outcome.error else { return outcome.output }
        switch options.step.onFailure {
        case .usual, .fail:
            record.fail(call)
            throw error
        case .text, .replace: return outcome.output
        }
    }

    /// Has steps answered side by side.
    ///
    /// - Parameter limit: How many of them at once; nil for all that the run's bound allows.
    /// - Returns: One outcome a step, in their order. A step that fails has the text of its error for an answer.
    /// - Throws: What made a step fail where ``StepPolicy/onFailure`` is `fail`, after the others were cancelled.
    public func parallel(_ calls: [StepCall], limit: Int? = nil) async throws(LLMError) -> [StepOutcome] {
        let places = record.reserve(calls.count)
        let width = max(limit ?? calls.count, 1)
        let results = await withTaskGroup(of: (Int, Result<StepOutcome, LLMError>).self) { group in
            var results: [Int: Result<StepOutcome, LLMError>] = [:]
            for (index, call) in calls.enumerated() {
                if index >= width, let (place, result) = await group.next() {
                    results[place] = result
                    if case .failure = result { group.cancelAll() }
                }
                group.addTask {
                    do throws(LLMError) {
                        return (index, .success(try await branch(call, at: places.lowerBound + index)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for await (place, result) in group {
                results[place] = result
                if case .failure = result { group.cancelAll() }
            }
            return results
        }
        // The cause is told, not the cancellations that it brought about.
        let failures = calls.indices.compactMap { index -> LLMError? in
            if case .failure(let error)? = results[index] { error } else { nil }
        }
        if let cause = failures.first(where: { $0.kind != .cancelled }) ?? failures.first { throw cause }
        var outcomes: [StepOutcome] = []
        for index in calls.indices {
            if let result = results[index] { outcomes.append(try result.get()) }
        }
        return outcomes
    }

    /// Notes something that the workflow did by itself, such as counting votes.
    public func note(_ name: String, round: Int? = nil, _ metadata: JSONObject = [:]) {
        let index = record.reserve(1).lowerBound
        record.add(
            Interaction(index: index, name: name, round: round, input: "", output: "", elapsed: .zero, metadata: metadata)
        )
        var attributes: SpanAttributes = [:]
        attributes[Glue.Attributes.workflowStepIndex] = index
        attributes[Glue.Attributes.workflowStepRole] = name
        if let round { attributes[Glue.Attributes.workflowStepRound] = round }
        span.addEvent(SpanEvent(name: Glue.Events.workflowNote, attributes: attributes))
    }

    private func branch(_ call: StepCall, at index: Int) async throws(LLMError) -> StepOutcome {
        let outcome = try await answer(call, at: index)
        if let error = outcome.error, options.step.onFailure == .fail {
            record.fail(call)
            throw error
        }
        return outcome
    }
}
