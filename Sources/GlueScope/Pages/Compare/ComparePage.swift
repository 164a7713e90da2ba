import GlueJSON
import GlueOTLP
import GlueReplay
import GlueSemantics
import HTTPTypes
import Hummingbird

/// Two traces beside each other, step by step, with the first divergence marked.
struct ComparePage: Sendable {
    let store: ScopeStore
    let frame: PageFrame

    /// More steps than this are not shown.
    private static let mostSteps = 1000
    /// Longer values are cut, in characters.
    private static let longestValue = 2000

    private struct Side: Sendable {
        var summary: TraceSummary
        var traces: OTLP.Traces
    }

    func respond(to request: Request) async throws -> Response {
        let (a, b) = (try await side("a", request), try await side("b", request))
        var settings = ComparisonSettings.runs
        // Two tools show one span in two ways.
        settings.comparesPresentation = false
        let comparison = TraceComparison(settings)
        let verdict = comparison.compare(a.traces, b.traces)
        let steps = comparison.steps(a.traces, b.traces)
        let divergences = Dictionary(grouping: verdict.divergences, by: \.path)
        var told: Set<String> = []
        let view: View = [
            "heading": "Two traces", "verdict": Self.text(verdict), "verdictKind": verdict.isSame ? "good" : "bad",
            "a": "\(a.summary.id)", "b": "\(b.summary.id)", "aName": a.summary.name, "bName": b.summary.name,
            "aFacts": Self.facts(a.summary), "bFacts": Self.facts(b.summary),
            "steps": steps.prefix(Self.mostSteps).map { step in
                let own = told.insert(step.path).inserted ? divergences[step.path] ?? [] : []
                return Self.row(step, own.filter { ![.missingSpan, .additionalSpan].contains($0.kind) }, verdict.first)
            },
            "isCut": steps.count > Self.mostSteps, "limit": Figures.count(Self.mostSteps),
        ]
        return frame.page("Compare", at: .traces, "compare", view)
    }

    private func side(_ name: String, _ request: Request) async throws -> Side {
        guard let text = request.parameters[name], let id = OTLP.TraceID(hex: text), id.isValid else {
            throw HTTPError(.badRequest, message: "name two traces by their ids: /compare?a=…&b=…")
        }
        let now = store.now()
        let side: Side? = try await answering { () throws(StoreError) in
            try await store.read { database in
                guard let reference = try StoredTrace.reference(id, in: database) else { return nil }
                let trace = try StoredTrace(reference, most: TracePage.mostSpans, in: database)
                return Side(summary: try TraceSummary(trace.row, now: now, in: database), traces: trace.traces)
            }
        }
        guard let side else { throw TraceAPI.unknown(id) }
        return side
    }

    private static func text(_ verdict: Verdict) -> String {
        switch verdict {
        case .same(let steps): return "The same: \(Figures.count(steps, "step")) compared."
        case .diverged(let first, let all):
            let more = all.count > 1 ? ", and in \(Figures.count(all.count - 1, "more place"))" : ""
            return "They diverge first at \(first.path): \(first.what)\(more)."
        }
    }

    private static func facts(_ trace: TraceSummary) -> String {
        let tokens = "\(Figures.count(trace.inputTokens)) → \(Figures.count(trace.outputTokens)) tokens"
        return [
            Figures.time(trace.duration), Figures.count(trace.spans, "span"), tokens,
            Figures.cost(trace.cost, isPartly: trace.isCostPartly),
        ]
        .joined(separator: " · ")
    }

    private static func row(_ step: ComparedStep, _ divergences: [Divergence], _ first: Divergence?) -> View {
        let isAlone = step.recorded == nil || step.replayed == nil
        let isFirst = first?.path == step.path
        return [
            "kind": isAlone ? "one" : divergences.isEmpty ? "same" : "differs", "indent": min(step.depth, 8),
            "isFirst": isFirst,
            "left": step.recorded.map(side), "right": step.replayed.map(side),
            "differences": divergences.prefix(20).map { divergence in
                View(
                    dictionaryLiteral: ("indent", min(step.depth, 8)),
                    ("isFirst", divergence == first),
                    ("what", divergence.what),
                    ("hasValues", divergence.hasValues),
                    ("recorded", value(divergence.recorded)),
                    ("replayed", value(divergence.replayed)),
                    ("origin", divergence.origin)
                )
            }
                + (isAlone && isFirst
                    ? [View(dictionaryLiteral: ("indent", min(step.depth, 8)), ("isFirst", true), ("what", first?.what ?? ""))] : [])
                ,
        ]
    }

    private static func side(_ span: OTLP.Span) -> View {
        let facts = SpanFacts(span)
        var words = [Figures.time(microseconds: facts.duration)]
        if let usage = facts.usage { words.append("\(Figures.count(usage.inputTokens)) → \(Figures.count(usage.outputTokens))") }
        if let error = facts.error { words.append(error) }
        return ["id": "\(span.spanID)", "name": span.name, "facts": words.joined(separator: " · "), "said": said(span)]
    }

    /// How a model's answer or a tool's response begins.
    private static func said(_ span: OTLP.Span) -> String? {
        if let text = span.attributes[GenAI.Attributes.outputMessages]?.string, let json = try? JSONValue(parsing: text),
            let message = json[0].flatMap({ try? Message(json: $0) })
        {
            return Excerpt(message)?.text
        }
        return span.attributes[GenAI.Attributes.toolCallResult]?.string.flatMap { Excerpt($0)?.text }
    }

    private static func value(_ json: JSONValue?) -> String {
        guard let json else { return "–" }
        let text = json.string ?? json.text(.indented)
        return text.count > longestValue ? text.prefix(longestValue) + "…" : text
    }
}
