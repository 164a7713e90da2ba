public import GlueOTLP

/// Metrics as the body of an answer to Prometheus. The server is the application's own:
/// ```swift
/// router.get("metrics") { request, _ in
///     let body = telemetry.prometheusText(accept: request.headers[.accept])
///     return Response(
///         status: .ok,
///         headers: [.contentType: body.contentType],
///         body: .init(byteBuffer: ByteBuffer(string: body.text))
///     )
/// }
/// ```
/// Everything is told since the start, whatever temporality the exporters want. Names get their unit and `_total` as a
/// suffix, the instrumentation scope becomes the labels `otel_scope_name` and `otel_scope_version`, the resource becomes
/// `target_info`. Exponential histograms become histograms with bounds; exemplars are told in OpenMetrics alone.
///
/// Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility"; Prometheus, "Exposition formats";
/// OpenMetrics 1.0.
public struct PrometheusText: Sendable, Hashable {
    /// For the header `Content-Type`.
    public var contentType: String
    public var text: String
    /// Metrics that are not told: another one has the same name in Prometheus, and another type or the same scope.
    public var conflicts: [String]

    /// - Parameters:
    ///   - scopes: With cumulative temporality; deltas are left out.
    ///   - accept: The request's header `Accept`.
    public init(_ scopes: [OTLP.ScopeMetrics], resource: OTLP.Resource, accept: String?) {
        let format = PrometheusFormat(accept: accept)
        let families = PrometheusFamilies(scopes, resource: resource)
        var writer = PrometheusWriter(format: format)
        for family in families.list { writer.write(family) }
        contentType = format.contentType
        text = writer.finish()
        conflicts = families.conflicts
    }
}
