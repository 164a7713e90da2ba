import GlueJSON
import GlueOTLP
import GlueSemantics

/// Reads the runs of our own workflows.
enum WorkflowReader {
    static func workflows(in trace: TraceIndex, _ exchanges: [Exchange]) -> [RecordedWorkflow] {
        trace.nodes.indices.filter { isRoot($0, in: trace) }.map { workflow($0, in: trace, exchanges) }
    }

    static func isWorkflow(_ node: TraceNode) -> Bool {
        node.operation == GenAI.Operations.invokeWorkflow && (node.scope == "GlueWorkflows" || node.isEngine)
    }

    /// Whether a run stands for itself: one within another, or within an agent's tool, is that one's matter.
    static func isRoot(_ index: Int, in trace: TraceIndex) -> Bool {
        isWorkflow(trace.nodes[index])
            && !trace.ancestors(of: index).contains {
                isWorkflow(trace.nodes[$0]) || SessionReader.isCompletion(trace.nodes[$0])
            }
    }

    private static func workflow(_ index: Int, in trace: TraceIndex, _ exchanges: [Exchange]) -> RecordedWorkflow {
        let node = trace.nodes[index]
        // What runs within a completion is that one's own.
        var own: [Int] = []
        var open = node.children
        while let next = open.popLast() {
            own.append(next)
            if !SessionReader.isCompletion(trace.nodes[next]) { open += trace.nodes[next].children }
        }
        own.sort()
        return RecordedWorkflow(
            traceID: node.span.traceID,
            spanID: node.span.spanID,
            name: node[GenAINames.workflowName]?.string ?? node.span.name,
            definition: node[Glue.Attributes.workflowDefinition]?.structured,
            input: node[OpenInference.inputValue]?.string,
            isRecorded: own.contains { trace.nodes[$0][Glue.Attributes.workflowStepRecorded]?.flag == true },
            sessions: own.filter { SessionReader.isCompletion(trace.nodes[$0]) }.map { SessionReader.session($0, in: trace, exchanges) },
            toolRuns: own.compactMap { ToolReader.run(trace.nodes[$0]) },
            retrievals: own.compactMap { retrieval(trace.nodes[$0]) }
        )
    }

    private static func retrieval(_ node: TraceNode) -> RecordedWorkflow.Retrieval? {
        guard node.operation == GenAI.Operations.retrieval else { return nil }
        return RecordedWorkflow.Retrieval(
            retriever: node[Glue.Attributes.workflowStepExecutor]?.string ?? "documents",
            query: node[GenAINames.retrievalQueryText]?.string ?? "",
            documents: node[GenAINames.retrievalDocuments]?.structured?.array ?? []
        )
    }
}
