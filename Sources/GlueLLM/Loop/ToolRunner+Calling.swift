import GlueJSON
import GlueSemantics
import Tracing

extension ToolRunner {
    /// What one call comes to. Its arguments change where a hook, a guardrail or whoever approves it replaces them.
    ///
    /// - Throws: What a hook whose failure aborts ends the whole call with.
    func result(of call: inout ToolCall, _ tool: AnyTool?, _ span: any Span) async throws(LLMError) -> Result<ToolResult, ToolFailure> {
        do {
            guard let tool else { throw ToolFailure.unknownTool(call.name, known: tools.definitions.map(\.name)) }
            var arguments = try Self.arguments(of: call)
            if let changed = try await checked(arguments, of: call) {
                arguments = changed
                call.arguments = changed
                content.toolArguments(changed, span)
            }
            if let replaced = try await approved(call, arguments, tool, span) {
                arguments = replaced
                call.arguments = replaced
                content.toolArguments(replaced, span)
            }
            let limit = deadline.bounding(tool.timeLimit ?? client.limits.tool)
            // A tool that does not heed its cancellation must not hold the whole call.
            let result = try await withHardTimeLimit(limit, clock: client.clock) { [arguments] in
                try await tool.call(arguments: arguments)
            }
            return .success(try await checked(result, of: call))
        } catch let end as HookEnd {
            throw end.error
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
            approval = try await withHardTimeLimit(limit, clock: client.clock) { await approve(request) }
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
    func bounded(_ result: ToolResult, _ span: any Span) -> JSONValue {
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
