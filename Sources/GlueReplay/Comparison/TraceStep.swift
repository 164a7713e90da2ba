import GlueJSON
import GlueOTLP
import GlueSemantics

/// A span as a step of the work, with the steps within it in the order in which they began.
struct TraceStep: Sendable {
    var path: String
    var span: OTLP.Span
    var children: [TraceStep]

    var name: String { span.name }
    var operation: String? { span.attributes[GenAINames.operationName]?.string }
    var isTool: Bool { operation == GenAI.Operations.executeTool }
    var isModelCall: Bool { operation == GenAI.Operations.chat }
    var callID: String? { span.attributes[GenAINames.toolCallID]?.string }

    /// How many steps this one is, with those within it.
    var count: Int { children.reduce(1) { $0 + $1.count } }

    /// The first choice of a model call.
    var answer: JSONValue? { span.attributes[GenAINames.outputMessages]?.structured?[0] }
}

extension TraceStep {
    /// The steps of a trace from these spans on.
    ///
    /// - Parameter roots: Nil for the trace's own roots.
    static func steps(of trace: TraceIndex, from roots: [Int]? = nil, _ settings: ComparisonSettings) -> [TraceStep] {
        let roots = roots ?? trace.nodes.indices.filter { trace.nodes[$0].parent == nil }
        return Builder(trace: trace, settings: settings).steps(roots, below: nil, depth: 0)
    }

    private struct Builder {
        let trace: TraceIndex
        let settings: ComparisonSettings

        func steps(_ indices: [Int], below parent: String?, depth: Int) -> [TraceStep] {
            let indices = ordered(compared(indices))
            var totals: [String: Int] = [:]
            for index in indices { totals[trace.nodes[index].span.name, default: 0] += 1 }
            var seen: [String: Int] = [:]
            return indices.map { index in
                let node = trace.nodes[index]
                let name = node.span.name
                seen[name, default: 0] += 1
                let own = totals[name] == 1 ? name : "\(name) #\(seen[name] ?? 1)"
                let path = parent.map { "\($0) › \(own)" } ?? own
                let leaves =
                    depth >= TraceIndex.depthLimit || !settings.comparesWithinTools && node.operation == GenAI.Operations.executeTool
                return TraceStep(
                    path: path,
                    span: node.span,
                    children: leaves ? [] : steps(node.children, below: path, depth: depth + 1)
                )
            }
        }

        /// Steps that a workflow runs side by side in the order in which it has them, as they begin by chance.
        private func ordered(_ indices: [Int]) -> [Int] {
            guard indices.contains(where: { trace.nodes[$0][Glue.Attributes.workflowStepIndex] != nil }) else { return indices }
            var places: [Int?] = indices.map { trace.nodes[$0][Glue.Attributes.workflowStepIndex]?.count }
            // What is no step stays behind the one before it.
            for place in places.indices where places[place] == nil { places[place] = place > 0 ? places[place - 1] : -1 }
            return indices.enumerated().sorted { (places[$0.offset] ?? 0, $0.offset) < (places[$1.offset] ?? 0, $1.offset) }.map(\.element)
        }

        /// The spans, or what is within those that do not count themselves.
        private func compared(_ indices: [Int]) -> [Int] {
            guard !settings.comparesTransport else { return indices }
            var found: [Int] = []
            var open = Array(indices.reversed())
            while let index = open.popLast() {
                if trace.nodes[index][HTTP.Attributes.requestMethod] == nil {
                    found.append(index)
                } else {
                    open += trace.nodes[index].children.reversed()
                }
            }
            return found
        }
    }
}
