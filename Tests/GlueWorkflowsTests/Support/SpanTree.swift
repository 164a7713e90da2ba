import Foundation
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

/// The spans of a trace as a tree that a person can read: names, and of attributes those that tell who did what.
struct SpanTree {
    private let spans: [FinishedInMemorySpan]
    private let children: [String: [FinishedInMemorySpan]]

    init(_ tracer: InMemoryTracer) {
        spans = tracer.finishedSpans
        children = Dictionary(grouping: spans.filter { $0.parentSpanID != nil }) { $0.parentSpanID ?? "" }
    }

    var text: String {
        spans.filter { $0.parentSpanID == nil }.flatMap { lines($0, "") }.joined(separator: "\n") + "\n"
    }

    /// Compares with a golden file, or writes it where `GLUE_WRITE_GOLDEN` is set.
    func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = Repository.path("Tests/GlueWorkflowsTests/Golden/\(name).txt")
        if ProcessInfo.processInfo.environment["GLUE_WRITE_GOLDEN"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == golden, "the spans are not those of Golden/\(name).txt", sourceLocation: sourceLocation)
    }

    private func lines(_ span: FinishedInMemorySpan, _ indent: String) -> [String] {
        let inner = (children[span.spanID] ?? []).sorted { place($0) < place($1) }
        return [indent + line(span)] + inner.flatMap { lines($0, indent + "  ") }
    }

    /// Steps stand in the order in which the workflow asked, whichever ended first.
    private func place(_ span: FinishedInMemorySpan) -> (Int, UInt64) {
        (span.integer(Glue.Attributes.workflowStepIndex) ?? .max, span.startInstant.nanosecondsSinceEpoch)
    }

    private func line(_ span: FinishedInMemorySpan) -> String {
        var line = span.operationName
        if let executor = span.text(Glue.Attributes.workflowStepExecutor) { line += " by \(executor)" }
        if let role = span.text(Glue.Attributes.workflowStepRole) { line += " as \(role)" }
        if let round = span.integer(Glue.Attributes.workflowStepRound) { line += " in round \(round)" }
        if let iterations = span.integer(Glue.Attributes.workflowIterations) { line += ", \(iterations) iterations" }
        if let error = span.text(ErrorNames.type) { line += " failed: \(error)" }
        return line
    }
}
