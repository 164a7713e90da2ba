import GlueOTLP

/// A handler of swift-metrics: what one instrument records with one set of dimensions.
protocol InstrumentHandler: AnyObject, Sendable {
    var key: HandlerKey { get }
    var sink: MeasurementSink { get }
}

/// What a handler was made for.
struct HandlerKey: Sendable, Hashable {
    var label: String
    /// Whether a recorder aggregates.
    var aggregates = true
    /// Sorted by key.
    var dimensions: [OTLP.KeyValue]
}
