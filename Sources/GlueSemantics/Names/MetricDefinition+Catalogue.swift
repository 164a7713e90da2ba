extension MetricDefinition {
    /// Every metric that the package records, for whoever looks units, buckets and descriptions up by name.
    public static let catalogue = GenAI.Metrics.all + MCPNames.Metrics.all + Glue.Metrics.all + SDKMetrics.all
}
