import CoreMetrics
import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import Synchronization
import Tracing

/// What spans, errors and metrics tell of requests.
extension ClientSession {
    func known(_ method: String, _ params: JSONObject, _ target: String?, _ id: Int) -> AttributeList {
        typealias Names = MCPNames.Attributes
        var known = AttributeList()
        known[Names.methodName] = method
        known[Names.requestID] = String(id)
        known[Names.networkTransport] = transport.network
        if let version = state.withLock({ $0.version }) { known[Names.protocolVersion] = version }
        switch method {
        case "tools/call":
            known[GenAI.Attributes.operationName] = GenAI.Operations.executeTool
            if let target { known[GenAI.Attributes.toolName] = target }
        case "prompts/get": if let target { known[Names.promptName] = target }
        case "resources/read": if let uri = params["uri"]?.string { known[Names.resourceURI] = uri }
        default: break
        }
        return known
    }

    /// A request's end as the engine's error; the code of the protocol is its `error.type`.
    func told(_ end: RPCEnd, _ method: String, _ span: any Span) -> LLMError {
        switch end {
        case .closed:
            return LLMError(.connection, "\(server) has ended; its log may say why")
        case .cancelled: return LLMError(.cancelled, "the call was cancelled")
        case .ended(let error): return error
        case .failed(let failure):
            span.attributes[MCPNames.Attributes.responseStatusCode] = String(failure.code)
            span.fail(type: String(failure.code))
            return LLMError(
                failure.code == -32601 || failure.code == -32602 ? .invalidRequest : .other,
                "\(server) refused \(method) with code \(failure.code)",
                excerpt: settings.redactor.redact(String(failure.message.prefix(1000)))
            )
        }
    }

    func measure(_ duration: Duration, _ method: String, _ target: String?, _ errorType: String?) {
        var dimensions = [(MCPNames.Attributes.methodName, method), (MCPNames.Attributes.networkTransport, transport.network)]
        if method == "tools/call", let target { dimensions.append((GenAI.Attributes.toolName, target)) }
        if let errorType { dimensions.append((ErrorNames.type, errorType)) }
        measure(MCPNames.Metrics.clientOperationDuration, duration, dimensions)
    }

    func measure(_ metric: MetricDefinition, _ duration: Duration, _ dimensions: [(String, String)]) {
        metric.record(duration, dimensions, with: settings.metrics ?? MetricsSystem.factory)
    }
}
