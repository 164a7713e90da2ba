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
    /// When the completion that the tools are a part of has to be over.
    let deadline: Deadline

    /// Runs the calls of one answer.
    ///
    /// - Returns: One run a call, in the order of the calls.
    /// - Throws: ``LLMError/Kind/cancelled`` alone; what a tool throws is an answer to the model.
    func run(_ calls: [ToolCall]) async throws(LLMError) -> [ToolRun] {
        guard case .parallel(let limit) = client.toolOrder, calls.count > 1 else {
            var runs: [ToolRun] = []
            for call in calls { runs.append(try await run(call)) }
            return runs
        }
        return try await parallel(calls, limit: max(limit, 1))
    }

    private func parallel(_ calls: [ToolCall], limit: Int) async throws(LLMError) -> [ToolRun] {
        let results = await withTaskGroup(of: (Int, Result<ToolRun, LLMError>).self) { group in
            var runs: [Int: Result<ToolRun, LLMError>] = [:]
            for (index, call) in calls.enumerated() {
                if index >= limit, let (place, run) = await group.next() { runs[place] = run }
                group.addTask {
                    do throws(LLMError) {
                        return (index, .success(try await run(call)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for await (place, run) in group { runs[place] = run }
            return runs
        }
        var runs: [ToolRun] = []
        for index in calls.indices {
            if let result = results[index] { runs.append(try result.get()) }
        }
        return runs
    }

    private func run(_ call: ToolCall) async throws(LLMError) -> ToolRun {
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
            let result = await result(of: &call, tool, span)
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
        metrics.tool(name(of: call, tool), took: elapsed(), errorType: run.errorType)
        return run
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

    private func known(_ call: ToolCall, _ tool: AnyTool?) -> SpanAttributes {
        var known: SpanAttributes = [:]
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

    private func result(of call: inout ToolCall, _ tool: AnyTool?, _ span: any Span) async -> Result<ToolResult, ToolFailure> {
        do {
            guard let tool else { throw ToolFailure.unknownTool(call.name, known: tools.definitions.map(\.name)) }
            var arguments = try Self.arguments(of: call)
            if let replaced = try await approved(call, arguments, tool, span) {
                arguments = replaced
                call.arguments = replaced
                content.toolArguments(replaced, span)
            }
            guard let limit = deadline.bounding(tool.timeLimit ?? client.limits.tool) else {
                return .success(try await tool.call(arguments: arguments))
            }
            return .success(
                try await withTimeLimit(limit, clock: client.clock) { [arguments] in try await tool.call(arguments: arguments) }
            )
        } catch {
            return .failure(ToolFailure(error))
        }
    }

    /// - Returns: The arguments that replace the model's; nil where the call runs as it is.
    /// - Throws: ``ToolFailure`` of type `denied` where it does not run.
    private func approved(_ call: ToolCall, _ arguments: JSONValue, _ tool: AnyTool, _ span: any Span) async throws -> JSONValue? {
        guard let approve = client.toolPolicy.approve else { return nil }
        let request = ToolApprovalRequest(
            call: ToolCall(id: call.id, name: call.name, arguments: arguments),
            tool: tool.definition
        )
        let approval: ToolApproval
        if let limit = deadline.remaining {
            approval = try await withTimeLimit(limit, clock: client.clock) { await approve(request) }
        } else {
            approval = await approve(request)
        }
        // Whoever gave up meanwhile does not want the tool to run.
        try Task.checkCancellation()
        span.attributes[Glue.Attributes.toolApproval] = approval.outcome
        switch approval {
        case .allow: return nil
        case .replace(let arguments): return arguments
        case .deny(let reason): throw ToolFailure.denied(reason)
        }
    }

    /// The response as far as the model is told it.
    private func bounded(_ result: ToolResult, _ span: any Span) -> JSONValue {
        let response = result.response
        if let cutBytes = result.cutBytes { span.attributes[Glue.Attributes.toolResponseCutBytes] = cutBytes }
        guard let limit = client.toolPolicy.responseLimit else { return response }
        let text = response.string ?? response.text()
        let excess = text.utf8.count - max(limit, 0)
        guard excess > 0 else { return response }
        var end = text.utf8.index(text.startIndex, offsetBy: max(limit, 0))
        // Never within a character.
        while end.samePosition(in: text.unicodeScalars) == nil, end > text.startIndex { end = text.utf8.index(before: end) }
        let kept = text[..<end]
        let missing = text.utf8.count - kept.utf8.count
        span.attributes[Glue.Attributes.toolResponseCutBytes] = missing
        return .string("\(kept)\n[\(missing) more bytes are left out]")
    }

    /// The arguments as a tool can decode them: a model that has none to give may leave them out.
    private static func arguments(of call: ToolCall) throws -> JSONValue {
        switch call.arguments {
        case .null: return .object([:])
        case .string(let text):
            do {
                let value = try JSONValue(parsing: text)
                return value.isNull ? .object([:]) : value
            } catch {
                throw ToolFailure.invalidJSON(error)
            }
        case let value: return value
        }
    }
}
