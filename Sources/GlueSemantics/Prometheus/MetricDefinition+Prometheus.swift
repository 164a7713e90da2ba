extension MetricDefinition {
    /// The metric's name in Prometheus, its unit at the end and without the suffix of its type: a counter is told as
    /// `…_total`, a histogram as `…_bucket`, `…_sum` and `…_count`.
    ///
    /// Source: OpenTelemetry specification, "Prometheus and OpenMetrics compatibility", "Metric Metadata".
    public var prometheusName: String {
        let isGauge = kind == .gauge || kind == .upDownCounter
        return PrometheusName.metric(name, unit: PrometheusName.unit(unit, isGauge: isGauge), isCounter: kind == .counter)
    }
}
