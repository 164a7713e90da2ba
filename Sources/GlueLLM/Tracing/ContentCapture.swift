import Foundation
public import GlueSemantics

/// Whether message content is written into spans and events. Off unless somebody asks for it.
///
/// Source: OpenTelemetry GenAI conventions, "Capturing instructions, inputs, and outputs".
public struct ContentCapture: Sendable, Hashable {
    /// As JSON text in the attributes of spans.
    public var onSpans: Bool
    /// As structured attributes of log records.
    public var onEvents: Bool
    /// How much an attribute may hold.
    public var bound: ContentBound

    public init(onSpans: Bool, onEvents: Bool = false, bound: ContentBound = ContentBound()) {
        self.onSpans = onSpans
        self.onEvents = onEvents
        self.bound = bound
    }

    public static let off = ContentCapture(onSpans: false)
    public static let spans = ContentCapture(onSpans: true)

    /// The variable that asks for content.
    public static let variable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"

    /// What this process's environment asks for.
    public static var environment: ContentCapture { ContentCapture(environment: ProcessInfo.processInfo.environment) }

    /// Reads ``variable``: `NO_CONTENT`, `SPAN_ONLY`, `EVENT_ONLY`, `SPAN_AND_EVENT` in any case, or `true` for
    /// `SPAN_ONLY`. Anything else captures nothing: a typing error must not publish what people said.
    public init(environment: [String: String]) {
        switch environment[Self.variable]?.uppercased() {
        case "SPAN_ONLY", "TRUE": self = .spans
        case "EVENT_ONLY": self.init(onSpans: false, onEvents: true)
        case "SPAN_AND_EVENT": self.init(onSpans: true, onEvents: true)
        default: self = .off
        }
    }
}
