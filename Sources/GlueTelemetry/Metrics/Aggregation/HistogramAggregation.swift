/// Which histograms instruments get whose buckets nobody names.
///
/// Source: OpenTelemetry OTLP metrics exporter, `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`.
public enum HistogramAggregation: String, Sendable, Hashable, CaseIterable {
    case explicitBuckets = "explicit_bucket_histogram"
    case exponentialBuckets = "base2_exponential_bucket_histogram"
}
