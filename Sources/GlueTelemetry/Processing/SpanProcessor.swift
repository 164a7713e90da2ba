public import Tracing

/// Sees each span that is recorded as it starts and ends, and may add to it.
///
/// ```swift
/// struct TenantProcessor: SpanProcessor {
///     func onStart(_ span: OTLPSpan, parentContext: ServiceContext) {
///         if let tenant = parentContext.tenant { span.set("tenant.id", tenant) }
///     }
/// }
/// let settings = TelemetrySettings(processors: [TenantProcessor()])
/// ```
/// The methods are called on the thread that starts or ends the span, which waits for them: they should neither wait nor
/// take long. Spans that the sampler drops are not seen.
///
/// Source: OpenTelemetry trace SDK, "Span processor".
public protocol SpanProcessor: Sendable {
    /// A span has started.
    ///
    /// - Parameter parentContext: The context that it was started in.
    func onStart(_ span: OTLPSpan, parentContext: ServiceContext)

    /// A span is about to end and can be changed for the last time. It is called once.
    func onEnding(_ span: OTLPSpan)

    /// A span has ended and is on its way to the destinations, if it is sampled.
    func onEnd(_ span: FinishedSpan)
}

extension SpanProcessor {
    public func onStart(_ span: OTLPSpan, parentContext: ServiceContext) {}
    public func onEnding(_ span: OTLPSpan) {}
    public func onEnd(_ span: FinishedSpan) {}
}
