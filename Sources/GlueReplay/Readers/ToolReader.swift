import GlueJSON
import GlueOTLP
import GlueSemantics

/// Reads the runs of tools, by the GenAI conventions, OpenInference or MLflow.
enum ToolReader {
    static func runs(in trace: TraceIndex) -> [RecordedToolRun] { trace.nodes.compactMap(run) }

    static func run(_ node: TraceNode) -> RecordedToolRun? {
        guard let name = name(node) else { return nil }
        let arguments = node.span.attributes.first(
            of: GenAINames.toolCallArguments,
            "tool_arguments",
            OpenInference.inputValue,
            "mlflow.spanInputs"
        )
        return RecordedToolRun(
            traceID: node.span.traceID,
            spanID: node.span.spanID,
            name: name,
            callID: node[GenAINames.toolCallID]?.string,
            arguments: arguments.map(value).flatMap(uncut),
            response: response(node).flatMap(uncut),
            errorType: AttemptReading.failure(of: node)?.type,
            endsCall: node[Glue.Attributes.toolEndsCall]?.flag == true,
            approval: node[Glue.Attributes.toolApproval]?.string,
            parts: MessageReading.messages(node[Glue.Attributes.toolResponseParts]?.structured, isExact: true)?.first?.parts ?? [],
            cutBytes: node[Glue.Attributes.toolResponseCutBytes]?.count
        )
    }

    private static func name(_ node: TraceNode) -> String? {
        if node.operation == GenAI.Operations.executeTool { return node[GenAINames.toolName]?.string ?? node.span.name }
        if node[OpenInference.spanKind]?.string == OpenInference.Kinds.tool { return node["tool.name"]?.string ?? node.span.name }
        return node["mlflow.spanType"]?.structured?.string == "TOOL" ? node.span.name : nil
    }

    private static func response(_ node: TraceNode) -> JSONValue? {
        if let result = node.span.attributes.first(of: GenAINames.toolCallResult, "tool_response", "mlflow.spanOutputs") {
            return value(result)
        }
        guard let output = node[OpenInference.outputValue] else { return nil }
        return node[OpenInference.outputMimeType]?.string == OpenInference.MimeTypes.text ? output.plain : value(output)
    }

    /// JSON where it is JSON, else the text itself.
    private static func value(_ value: OTLP.AnyValue) -> JSONValue { value.structured ?? value.plain }

    /// Nil for a value that a bound on content cut: its beginning is no answer.
    private static func uncut(_ value: JSONValue) -> JSONValue? { MessageReading.isCut(value) ? .none : .some(value) }
}
