package import GlueOTLP

/// A step of two traces beside each other.
package struct ComparedStep: Sendable {
    /// The steps from the root to this one, as a ``Divergence`` names them.
    package var path: String
    package var depth: Int
    /// Nil where it happened in the other trace alone.
    package var recorded: OTLP.Span?
    package var replayed: OTLP.Span?
}

extension TraceComparison {
    /// The steps of both traces in the order of time, those that belong together as one.
    package func steps(_ recorded: OTLP.Traces, _ replayed: OTLP.Traces) -> [ComparedStep] {
        var steps: [ComparedStep] = []
        func add(_ step: TraceStep, depth: Int, isRecorded: Bool) {
            let span = step.span
            steps.append(ComparedStep(path: step.path, depth: depth, recorded: isRecorded ? span : nil, replayed: isRecorded ? nil : span))
            for child in step.children { add(child, depth: depth + 1, isRecorded: isRecorded) }
        }
        func walk(_ left: [TraceStep], _ right: [TraceStep], depth: Int) {
            for pair in StepAlignment.pairs(left, right) {
                switch pair {
                case .both(let left, let right):
                    steps.append(ComparedStep(path: left.path, depth: depth, recorded: left.span, replayed: right.span))
                    walk(left.children, right.children, depth: depth + 1)
                case .recorded(let step): add(step, depth: depth, isRecorded: true)
                case .replayed(let step): add(step, depth: depth, isRecorded: false)
                }
            }
        }
        walk(TraceStep.steps(of: TraceIndex(recorded), settings), TraceStep.steps(of: TraceIndex(replayed), settings), depth: 0)
        return steps
    }
}
