import GlueOTLP
import GlueSemantics

/// What a line of a trace tree tells of a span.
struct SpanSummary {
    var name: String
    var nanoseconds: UInt64
    var inputTokens: Int64?
    var outputTokens: Int64?
    /// In US dollars.
    var cost: Double?
    /// The `error.type`, or the status message of a failure without one; nil where the span did not fail.
    var error: String?
    /// What happened within the span and is worth a line.
    var notes: [String]

    init(_ span: OTLP.Span) {
        // A span of another tool may not have ended, or may end before it starts.
        nanoseconds = span.endTimeUnixNano >= span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0
        inputTokens = span.attributes[GenAI.Attributes.usageInputTokens]?.int
        outputTokens = span.attributes[GenAI.Attributes.usageOutputTokens]?.int
        cost = span.attributes[Glue.Attributes.costUSD]?.double
        name = Self.name(of: span)
        error = Self.error(of: span)
        notes = span.events.compactMap(Self.note)
    }

    /// An attempt says how it was answered: all of them have one name.
    private static func name(of span: OTLP.Span) -> String {
        guard let status = span.attributes[HTTP.Attributes.responseStatusCode]?.int else { return span.name }
        return "\(span.name) \(status)"
    }

    private static func error(of span: OTLP.Span) -> String? {
        let type = span.attributes[ErrorNames.type]?.string
        guard type != nil || span.status?.code == .error else { return nil }
        if let type { return type }
        return span.status?.message.isEmpty == false ? span.status?.message : ErrorNames.other
    }

    private static func note(of event: OTLP.Event) -> String? {
        let cause = event.attributes[Glue.Attributes.cause]?.string ?? "unknown cause"
        switch event.name {
        case Glue.Events.retry:
            let attempt = event.attributes[Glue.Attributes.attempt]?.int ?? 0
            let delay = event.attributes[Glue.Attributes.delay]?.double ?? 0
            return "attempt \(attempt) failed (\(cause)), the next after \(Quantity.time(nanoseconds: UInt64(max(delay, 0) * 1e9)))"
        case Glue.Events.fallback:
            return "falls back to \(event.attributes[Glue.Attributes.fallbackTo]?.string ?? "another model") (\(cause))"
        default: return nil
        }
    }
}
