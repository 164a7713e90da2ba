/// A metrics backend that is told what metrics mean: swift-metrics has no place for units, descriptions and buckets.
///
/// ```swift
/// (factory as? any MetricDescribing)?.describe(MetricDefinition("cache.hits", .counter, unit: "{hit}", "Look-ups that hit"))
/// ```
public protocol MetricDescribing: Sendable {
    /// To be called before the first handler of the metric is made. The first definition of a name counts.
    func describe(_ definition: MetricDefinition)
}
