package import Tracing

/// A tracer that takes what is known of a span together with its start: its sampler judges by that, and the span begins
/// with it.
///
/// swift-distributed-tracing has no such call. Other tracers find the same in ``ServiceContext/startAttributes``.
package protocol InformedTracer: Tracer {
    /// - Parameter fileID: The file that starts it, as `Module/File.swift`.
    func startSpan(_ name: String, knowing known: AttributeList, in context: ServiceContext, ofKind kind: SpanKind, file fileID: String)
        -> any Tracing.Span
}
