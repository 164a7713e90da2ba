import GlueEncoding
import GlueOTLP
import GlueSemantics

/// A span in two: what every look at its trace needs, and what people, models and tools said in it.
///
/// A trace of thousands of spans is then drawn without reading megabytes of messages, and both together are the span again.
struct SpanContent {
    /// The span without its content.
    var base: OTLP.Span
    /// A span that holds nothing but the content; nil where there is none.
    var content: OTLP.Span?

    /// Longer texts are kept apart, whatever they are.
    private static let longest = 256
    /// More bytes of events than this are kept apart, too.
    private static let mostEvents = 1024

    init(_ span: OTLP.Span) {
        base = span
        let isApart = span.attributes.map(Self.isContent)
        let eventsApart =
            span.events.contains { $0.attributes.contains(where: Self.isContent) } || Self.size(of: span.events) > Self.mostEvents
        guard eventsApart || isApart.contains(true) else { return }
        var content = OTLP.Span()
        if isApart.contains(true) {
            content.attributes = zip(span.attributes, isApart).filter(\.1).map(\.0)
            base.attributes = zip(span.attributes, isApart).filter { !$0.1 }.map(\.0)
        }
        if eventsApart {
            content.events = span.events
            base.events = []
        }
        self.content = content
    }

    /// The whole span. Its attributes may come in another order than they had.
    static func joined(_ base: OTLP.Span, _ content: OTLP.Span) -> OTLP.Span {
        var span = base
        span.attributes += content.attributes
        span.events += content.events
        return span
    }

    private static func isContent(_ attribute: OTLP.KeyValue) -> Bool {
        if let value = attribute.value, size(of: value) > longest { return true }
        return ContentNames.isContent(attribute.key)
    }

    private static func size(of events: [OTLP.Event]) -> Int {
        events.reduce(0) { sum, event in
            sum + event.name.utf8.count + event.attributes.reduce(0) { $0 + $1.key.utf8.count + ($1.value.map(size) ?? 0) }
        }
    }

    /// About how many bytes a value takes; what lies deep within is not looked at once it is long enough.
    private static func size(of value: OTLP.AnyValue) -> Int {
        switch value {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .array(let values): values.isEmpty ? 0 : longest + 1
        case .map(let members): members.isEmpty ? 0 : longest + 1
        default: 8
        }
    }
}

/// The names under which the tools of the field keep what people and models said.
enum ContentNames {
    private static let keys: Set<String> = ContentAttributes.keys.union([
        MLflowNames.spanInputs, MLflowNames.spanOutputs, MLflowNames.chatTools, "all_messages_events", "pydantic_ai.all_messages",
        "events", "final_result", "tool_arguments", "tool_response", "exception.message", "content", "gen_ai.event.content",
        "gen_ai.prompt", "gen_ai.completion", GenAI.Attributes.retrievalQueryText, GenAI.Attributes.retrievalDocuments,
    ])
    private static let prefixes = [
        "gen_ai.prompt.", "gen_ai.completion.", "llm.input_messages.", "llm.output_messages.", "llm.prompts", "traceloop.entity.",
        "retrieval.documents.",
    ]

    static func isContent(_ key: String) -> Bool {
        // Most names are short and none of these: their first letters tell.
        guard let first = key.utf8.first, Self.firsts.contains(first) else { return false }
        return keys.contains(key) || prefixes.contains { key.hasPrefix($0) }
    }

    private static let firsts = Set((Array(keys) + prefixes).compactMap(\.utf8.first))
}
