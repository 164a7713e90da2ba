public import GlueOTLP
import GlueSemantics
public import Tracing

/// Decides at a span's start whether it is recorded and exported.
///
/// Source: OpenTelemetry trace SDK, "Sampling".
public protocol Sampler: Sendable {
    func decide(_ request: SamplingRequest) -> SamplingDecision
}

/// What is known of a span that is about to start.
public struct SamplingRequest: Sendable {
    /// Nil for a root.
    public var parent: SpanContext?
    public var traceID: OTLP.TraceID
    public var name: String
    public var kind: SpanKind
    /// The context that the span starts in.
    public var context: ServiceContext

    public init(parent: SpanContext?, traceID: OTLP.TraceID, name: String, kind: SpanKind, context: ServiceContext = .topLevel) {
        self.parent = parent
        self.traceID = traceID
        self.name = name
        self.kind = kind
        self.context = context
    }

    /// The attributes that were given with the context, see `ServiceContext.startAttributes`.
    public var attributes: SpanAttributes { context.startAttributes ?? [:] }
}

/// What is done with a span.
public struct SamplingDecision: Sendable, Equatable {
    public enum Verdict: Sendable, Hashable {
        /// Nothing is kept; the trace goes on, unsampled.
        case drop
        /// The span can be looked at while it runs and is not exported.
        case recordOnly
        case recordAndSample
    }

    public var verdict: Verdict
    /// Attributes that the span gets.
    public var attributes: SpanAttributes
    /// The trace state that goes on; nil for the parent's, empty for none.
    public var traceState: String?

    public init(_ verdict: Verdict, attributes: SpanAttributes = [:], traceState: String? = nil) {
        self.verdict = verdict
        self.attributes = attributes
        self.traceState = traceState
    }
}

/// Samples every span.
public struct AlwaysOnSampler: Sampler {
    public init() {}
    public func decide(_ request: SamplingRequest) -> SamplingDecision { SamplingDecision(.recordAndSample) }
}

/// Samples no span.
public struct AlwaysOffSampler: Sampler {
    public init() {}
    public func decide(_ request: SamplingRequest) -> SamplingDecision { SamplingDecision(.drop) }
}
