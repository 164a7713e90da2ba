package import CoreMetrics
package import GlueSemantics

extension MetricDefinition {
    /// Records how long something took.
    package func record(_ duration: Duration, _ dimensions: [(String, String)], with factory: any MetricsFactory) {
        let (seconds, attoseconds) = duration.components
        CoreMetrics.Timer(label: name, dimensions: dimensions, factory: factory)
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
