import GlueLLM
import GlueOTLP
import GlueSemantics

/// Reads the completions of our own engine.
enum SessionReader {
    static func sessions(in trace: TraceIndex, _ exchanges: [Exchange]) -> [RecordedSession] {
        trace.nodes.indices.filter { isRoot($0, in: trace) }.map { session($0, in: trace, exchanges) }
    }

    static func isCompletion(_ node: TraceNode) -> Bool { node.isEngine && node.operation == GenAI.Operations.invokeAgent }

    /// Whether a completion stands for itself: one within another, such as an agent used as a tool, or within a workflow, is
    /// that one's matter.
    static func isRoot(_ index: Int, in trace: TraceIndex) -> Bool {
        isCompletion(trace.nodes[index])
            && !trace.ancestors(of: index).contains {
                isCompletion(trace.nodes[$0]) || WorkflowReader.isWorkflow(trace.nodes[$0])
            }
    }

    static func session(_ index: Int, in trace: TraceIndex, _ exchanges: [Exchange]) -> RecordedSession {
        let node = trace.nodes[index]
        let own = ownSteps(of: index, in: trace)
        let ids = Set(own.map { trace.nodes[$0].span.spanID })
        let answer = node[OpenInference.outputValue]?.structured
        let exchanges = exchanges.filter { $0.traceID == node.span.traceID && ids.contains($0.spanID) }
        // Backends are shown the question alone; what the completion began with is what its first request says.
        let isShown = node[OpenInference.inputValue]?.string != nil
        let prompt =
            MessageReading.messages(node[OpenInference.inputValue]?.structured, isExact: true)
            ?? (isShown ? exchanges.first.flatMap { $0.input.isEmpty ? nil : $0.input } : nil)
        return RecordedSession(
            traceID: node.span.traceID,
            spanID: node.span.spanID,
            agent: node[GenAINames.agentName]?.string,
            model: node[GenAINames.requestModel]?.string ?? "",
            conversationID: node[GenAINames.conversationID]?.string,
            correlationID: node[Glue.Attributes.correlationID]?.string,
            prompt: prompt,
            answer: MessageReading.messages(answer, isExact: true)?.first,
            rounds: node[Glue.Attributes.iterations]?.count ?? 0,
            error: AttemptReading.failure(of: node),
            output: output(node),
            condensesTools: node[Glue.Attributes.toolsCondensed]?.flag == true,
            unsupported: unsupported(node),
            exchanges: exchanges,
            toolRuns: own.compactMap { ToolReader.run(trace.nodes[$0]) }
        )
    }

    private static func output(_ node: TraceNode) -> RecordedOutput? {
        guard let mode = node[Glue.Attributes.outputMode]?.string.flatMap(StructuredOutputMode.init),
            let schema = node[Glue.Attributes.outputSchema]?.structured, !MessageReading.isCut(schema)
        else { return nil }
        let format = OutputSchema(
            name: node[Glue.Attributes.outputName]?.string ?? "",
            schema: JSONSchema(schema),
            strict: node[Glue.Attributes.outputStrict]?.flag ?? false
        )
        return RecordedOutput(format: format, mode: mode, repairs: node.span.events.count { $0.name == Glue.Events.validationRetry })
    }

    private static func unsupported(_ node: TraceNode) -> [String] {
        var reasons: [String] = []
        if node[Glue.Attributes.outputMode] != nil, output(node) == nil {
            reasons.append("the schema of the answer is cut or was not recorded; record it with a greater bound on content")
        }
        if node.span.events.contains(where: { $0.name == Glue.Events.toolRoute }) {
            reasons.append("its tools were picked by a routing call, and the trace does not hold those that were not picked")
        }
        return reasons
    }

    /// The steps of a completion itself: what runs within a tool or within another agent is not its own.
    private static func ownSteps(of index: Int, in trace: TraceIndex) -> [Int] {
        var steps: [Int] = []
        var open = trace.nodes[index].children
        while let next = open.popLast() {
            steps.append(next)
            if !trace.nodes[next].isAgentOrTool { open += trace.nodes[next].children }
        }
        return steps.sorted()
    }
}
