import CoreMetrics
import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import ServiceContextModule
import Tracing

extension MCPServer {
    /// Answers a request.
    ///
    /// - Parameters:
    ///   - network: `pipe` or `tcp`.
    ///   - session: The session's id; nil where there is none.
    func answer(_ id: JSONValue, _ method: String, _ params: JSONObject, network: String, session: String? = nil) async -> RPCMessage {
        let elapsed = Stopwatch(clock).elapsed
        let tracer = tracer ?? InstrumentationSystem.tracer
        var context = ServiceContext.topLevel
        tracer.extract(params["_meta"]?.object ?? [:], into: &context, using: MetaExtractor())
        let target = method == "tools/call" ? params["name"]?.string : nil
        // A name that a stranger made up is no name for a span.
        let tool = tools.first { $0.name == target }
        let outcome = await ServiceContext.withValue(context) { () async -> Result<JSONValue, RPCFailure> in
            let known = known(id, method, tool?.name, network, session)
            var failure: RPCFailure?
            let stepped = try? await Step.run(
                MCPNames.span(method, tool?.name),
                ofKind: .server,
                tracer: tracer,
                known: known,
                measure: { _ in measure(elapsed(), method, tool?.name, network, failure) }
            ) { span throws(LLMError) -> Result<JSONValue, RPCFailure> in
                do throws(RPCFailure) {
                    return .success(try await result(of: method, params, tool, span))
                } catch {
                    failure = error
                    span.attributes[MCPNames.Attributes.responseStatusCode] = String(error.code)
                    // What the client did wrong is no fault of the server.
                    if ![-32700, -32600, -32601, -32602, -32002].contains(error.code) { span.fail(type: String(error.code)) }
                    return .failure(error)
                }
            }
            return stepped ?? .failure(RPCFailure(code: -32603, message: "the server failed"))
        }
        switch outcome {
        case .success(let result): return .result(id: id, result)
        case .failure(let failure): return .failure(id: id, failure)
        }
    }

    private func measure(_ duration: Duration, _ method: String, _ tool: String?, _ network: String, _ failure: RPCFailure?) {
        var dimensions = [(MCPNames.Attributes.methodName, method), (MCPNames.Attributes.networkTransport, network)]
        if let tool { dimensions.append((GenAI.Attributes.toolName, tool)) }
        if let failure { dimensions.append((ErrorNames.type, String(failure.code))) }
        MCPNames.Metrics.serverOperationDuration.record(duration, dimensions, with: metrics ?? MetricsSystem.factory)
    }

    private func known(_ id: JSONValue, _ method: String, _ tool: String?, _ network: String, _ session: String?) -> AttributeList {
        var known = AttributeList()
        known[MCPNames.Attributes.methodName] = method
        known[MCPNames.Attributes.requestID] = id.string ?? id.text()
        known[MCPNames.Attributes.networkTransport] = network
        if let session { known[MCPNames.Attributes.sessionID] = session }
        if method == "tools/call" {
            known[GenAI.Attributes.operationName] = GenAI.Operations.executeTool
            if let tool { known[GenAI.Attributes.toolName] = tool }
        }
        return known
    }

    private func result(of method: String, _ params: JSONObject, _ tool: (any Tool)?, _ span: any Span) async throws(RPCFailure)
        -> JSONValue
    {
        switch method {
        case "initialize":
            // The client's version where it is known here, else the latest, which the client may refuse.
            let asked = params["protocolVersion"]?.string ?? ""
            var greeting: JSONObject = [
                "protocolVersion": .string(MCPVersion.all.contains(asked) ? asked : MCPVersion.latest),
                "capabilities": ["tools": ["listChanged": false]],
                "serverInfo": ["name": .string(name), "version": .string(version)],
            ]
            if let instructions { greeting["instructions"] = .string(instructions) }
            return .object(greeting)
        case "ping": return [:]
        case "tools/list": return ["tools": .array(tools.map(Self.described))]
        case "tools/call":
            guard let tool else {
                throw .invalidParams("there is no such tool; the tools are \(tools.map(\.name).joined(separator: ", "))")
            }
            return await call(tool, params["arguments"] ?? [:], span)
        default: throw .unknownMethod(method)
        }
    }

    private static func described(_ tool: any Tool) -> JSONValue {
        let definition = AnyTool(tool).definition
        return ["name": .string(tool.name), "description": .string(tool.description), "inputSchema": definition.parameters]
    }

    /// What a tool answers; its failure is an answer too, for the model.
    private func call(_ tool: any Tool, _ arguments: JSONValue, _ span: any Span) async -> JSONValue {
        let content = ContentWriter(contentCapture, redactor)
        content.toolArguments(arguments, span)
        do {
            let erased = AnyTool(tool)
            let result = try await withHardTimeLimit(tool.timeLimit ?? toolTimeLimit, clock: clock) {
                try await erased.call(arguments: arguments)
            }
            content.toolResponse(result.response, failed: false, span)
            var answer: JSONObject = [
                "content": .array([Self.text(result.response)] + result.parts.compactMap(Self.part)), "isError": false,
            ]
            if case .object = result.response { answer["structuredContent"] = result.response }
            return .object(answer)
        } catch {
            span.fail(type: MCPNames.toolError)
            let message = error is TimeLimitExceeded ? "the tool took longer than it may" : "\(error)"
            content.toolResponse(.string(message), failed: true, span)
            return ["content": [["type": "text", "text": .string(redactor.redact(message))]], "isError": true]
        }
    }

    private static func text(_ response: JSONValue) -> JSONValue {
        ["type": "text", "text": .string(response.string ?? response.text())]
    }

    private static func part(_ part: MessagePart) -> JSONValue? {
        guard case .blob(let modality, let mimeType, let data) = part, modality == "image" || modality == "audio" else { return nil }
        return ["type": .string(modality), "data": .string(data), "mimeType": .string(mimeType ?? "application/octet-stream")]
    }
}
