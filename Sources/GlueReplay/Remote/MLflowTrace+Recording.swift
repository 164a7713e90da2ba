public import GlueMLflow
public import GlueOTLP

extension MLflowTrace {
    /// The trace as a file would hold it, for ``Recording``.
    ///
    /// ```swift
    /// let trace = try await MLflowClient().trace("tr-14ce24f0b9f46835b1b10af9c5e02d9a")
    /// let recording = try Recording(traces: trace.traces)
    /// ```
    public var traces: OTLP.Traces {
        // MLflow keeps no scopes: who wrote a span is told by its attributes.
        OTLP.Traces([OTLP.ResourceSpans(scopeSpans: [OTLP.ScopeSpans(spans: spans)])])
    }
}
