import GlueOTLP
import GlueSemantics

/// What happened within a span and is worth a line where it happened: retries, waits, fallbacks, guardrails, hooks.
enum SpanNotes {
    static func notes(of span: OTLP.Span) -> [String] {
        var notes = span.events.prefix(200).compactMap(note)
        if let outcome = span.attributes[Glue.Attributes.guardrailOutcome]?.string {
            let reason = span.attributes[Glue.Attributes.guardrailReason]?.string.map { ": \($0)" } ?? ""
            notes.append("\(outcome)\(reason)")
        }
        if let outcome = span.attributes[Glue.Attributes.hookOutcome]?.string {
            let stage = span.attributes[Glue.Attributes.hookStage]?.string.map { "at \($0): " } ?? ""
            notes.append("\(stage)\(outcome)\(span.attributes[Glue.Attributes.hookChanged]?.bool == true ? ", changed the content" : "")")
        }
        return notes
    }

    static func isMarked(_ event: OTLP.Event) -> Bool { event.name == "exception" || note(of: event) != nil }

    private static func note(of event: OTLP.Event) -> String? {
        let attributes = event.attributes
        let cause = attributes[Glue.Attributes.cause]?.string ?? "unknown cause"
        func delay() -> String { Figures.time(seconds: attributes[Glue.Attributes.delay]?.double ?? 0) }
        switch event.name {
        case Glue.Events.retry:
            return "attempt \(attributes[Glue.Attributes.attempt]?.int ?? 0) failed (\(cause)), the next after \(delay())"
        case Glue.Events.rateLimitWait: return "waited \(delay()) for \(attributes[Glue.Attributes.rateLimit]?.string ?? "its turn")"
        case Glue.Events.keyWait: return "waited \(delay()) for a key"
        case Glue.Events.keyChange: return "went on with another key (\(cause))"
        case Glue.Events.hedge: return "asked a second time beside the first"
        case Glue.Events.fallback: return "fell back to \(attributes[Glue.Attributes.fallbackTo]?.string ?? "another model") (\(cause))"
        case Glue.Events.summary: return "summarised the conversation"
        case Glue.Events.trim: return "left out the oldest messages"
        case Glue.Events.guardrailRetry: return "asked again because of a guardrail"
        case Glue.Events.validationRetry: return "asked to repair the answer's form"
        case Glue.Events.workflowNote: return attributes[Glue.Attributes.workflowStepRole]?.string
        case Glue.Events.toolRoute:
            return "picked \(attributes[Glue.Attributes.toolRouteMatched].map(ValueView.text) ?? "all") of the tools"
        case GenAI.Events.evaluationResult:
            let label = attributes[GenAI.Attributes.evaluationScoreLabel]?.string
            let score = attributes[GenAI.Attributes.evaluationScoreValue]?.double.map { "\($0)" }
            return
                "\(attributes[GenAI.Attributes.evaluationName]?.string ?? "evaluation"): \([label, score].compactMap(\.self).joined(separator: ", "))"
        default: return nil
        }
    }
}
