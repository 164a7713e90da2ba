package import CoreMetrics
package import GlueSemantics

extension MetricDefinition {
    /// Records how long something took.
    package func record(_ duration: Duration, _ dimensions: [(String, String)], with factory: any MetricsFactory) {
        let (seconds, attoseconds) = duration.components
        CoreMetrics.Timer(label: name, dimensions: dimensions, factory: factory)
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Records a value in the metric's unit.
    package func record(_ value: Double, _ dimensions: [(String, String)], with factory: any MetricsFactory) {
        Recorder(label: name, dimensions: dimensions, aggregate: true, factory: factory).record(value)
    }

    /// Counts one more.
    package func increment(_ dimensions: [(String, String)], with factory: any MetricsFactory) {
        Counter(label: name, dimensions: dimensions, factory: factory).increment()
    }
}
