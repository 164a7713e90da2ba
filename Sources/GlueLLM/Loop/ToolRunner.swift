import GlueJSON
import GlueSemantics
import Tracing

/// Runs the tools that a model asked for, each in its span.
struct ToolRunner: Sendable {
    let client: LLMClient
    let conversationID: String?
    let tools: ToolSet
    let tracer: any Tracer
    let content: ContentWriter
    let metrics: CallMetrics
    let events: ProcessEvents
    /// When the completion that the tools are a part of has to be over.
    let deadline: Deadline
    let hooks: HookRunner
    let guardrails: GuardrailRunner

    /// Runs the calls of one answer.
    ///
    /// - Returns: One run a call, in the order of the calls.
    /// - Throws: ``LLMError/Kind/cancelled``, and what a hook or guardrail ends the call with; what a tool throws is an answer to
    ///   the model.
    func run(_ calls: [ToolCall]) async throws(LLMError) -> [ToolRun] {
        guard case .parallel(let limit) = client.toolOrder, calls.count > 1 else {
            var runs: [ToolRun] = []
            for (index, call) in calls.enumerated() {
                await tellStart(call, index)
                let timed = try await run(call)
                await tellEnd(timed, index)
                runs.append(timed.run)
            }
            return runs
        }
        for (index, call) in calls.enumerated() { await tellStart(call, index) }
        let runs = try await parallel(calls, limit: max(limit, 1))
        for (index, run) in runs.enumerated() { await tellEnd(run, index) }
        return runs.map(\.run)
    }

    /// A run, and how long it took.
    private typealias TimedRun = (run: ToolRun, took: Duration)

    private func tellStart(_ call: ToolCall, _ index: Int) async {
        await events.emit(.toolCallStart(name: name(of: call, tools[call.name]), index: index + 1))
    }

    private func tellEnd(_ timed: TimedRun, _ index: Int) async {
        let call = timed.run.call
        await events.emit(
            .toolCallEnd(name: name(of: call, tools[call.name]), index: index + 1, took: timed.took, errorType: timed.run.errorType)
        )
    }

    private func parallel(_ calls: [ToolCall], limit: Int) async throws(LLMError) -> [TimedRun] {
        let results = await withTaskGroup(of: (Int, Result<TimedRun, LLMError>).self) { group in
            var runs: [Int: Result<TimedRun, LLMError>] = [:]
            for (index, call) in calls.enumerated() {
                if index >= limit, let (place, run) = await group.next() {
                    runs[place] = run
                    // The call is over: those that are under way are not to go on.
                    if case .failure = run { group.cancelAll() }
                }
                group.addTask {
                    do throws(LLMError) {
                        return (index, .success(try await run(call)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for await (place, run) in group {
                runs[place] = run
                if case .failure = run { group.cancelAll() }
            }
            return runs
        }
        // The cause is told, not the cancellations that it brought about.
        for result in results.sorted(by: { $0.key < $1.key }).map(\.value) {
            if case .failure(let error) = result, error.kind != .cancelled { throw error }
        }
        var runs: [TimedRun] = []
        for index in calls.indices {
            if let result = results[index] { runs.append(try result.get()) }
        }
        return runs
    }

    private func run(_ call: ToolCall) async throws(LLMError) -> TimedRun {
        let tool = tools[call.name]
        let elapsed = Stopwatch(client.clock).elapsed
        let run = try await Step.run(
            SpanNames.executeTool(name(of: call, tool)),
            ofKind: .internal,
            tracer: tracer,
            known: known(call, tool)
        ) { span throws(LLMError) in
            content.toolArguments(call.arguments, span)
            var call = call
            let result = try await result(of: &call, tool, span)
            if Task.isCancelled {
                throw LLMError(.cancelled, "the call was cancelled", provider: client.provider.name, model: client.model)
            }
            let run =
                switch result {
                case .success(let result):
                    ToolRun(
                        call: call,
                        response: bounded(result, span),
                        parts: result.parts,
                        endsCall: result.endsCall
                    )
                case .failure(let failure): ToolRun(call: call, response: .string(failure.response), errorType: failure.type)
                }
            content.toolParts(run.parts, span)
            if run.endsCall { span.attributes[Glue.Attributes.toolEndsCall] = true }
            // The failure's words may be content; they stay out of the span's status.
            if let type = run.errorType { span.fail(type: type) }
            content.toolResponse(run.response, failed: run.errorType != nil, span)
            return run
        }
        let took = elapsed()
        metrics.tool(name(of: call, tool), took: took, errorType: run.errorType)
        return (run, took)
    }

    /// The name by which spans have the tool. One that a model made up is shown only where it could be a tool's: it may
    /// be as long as a message, and as telling.
    private func name(of call: ToolCall, _ tool: AnyTool?) -> String {
        guard tool == nil else { return call.name }
        let isPlausible =
            (1...64).contains(call.name.utf8.count)
            && call.name.allSatisfy { character in
                character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
            }
        return isPlausible ? call.name : ErrorNames.other
    }

    private func known(_ call: ToolCall, _ tool: AnyTool?) -> AttributeList {
        var known = AttributeList()
        known[GenAI.Attributes.operationName] = GenAI.Operations.executeTool
        known[GenAI.Attributes.toolName] = name(of: call, tool)
        known[GenAI.Attributes.toolType] = "function"
        known[OpenInference.spanKind] = OpenInference.Kinds.tool
        if let id = call.id { known[GenAI.Attributes.toolCallID] = id }
        if let tool, !tool.description.isEmpty { known[GenAI.Attributes.toolDescription] = tool.description }
        if let name = client.name { known[GenAI.Attributes.agentName] = name }
        if let conversationID { known[GenAI.Attributes.conversationID] = conversationID }
        return known
    }
}
