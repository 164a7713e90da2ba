extension OTLP {
    /// A request to a collector's metric endpoint; a file of metrics holds the same message.
    public struct Metrics: Sendable, Hashable {
        public var resourceMetrics: [ResourceMetrics]

        public init(_ resourceMetrics: [ResourceMetrics] = []) { self.resourceMetrics = resourceMetrics }

        /// Every metric, in the order of the message.
        public var metrics: [Metric] { resourceMetrics.flatMap { $0.scopeMetrics.flatMap(\.metrics) } }
    }

    public struct ResourceMetrics: Sendable, Hashable {
        public var resource: Resource?
        public var scopeMetrics: [ScopeMetrics]
        public var schemaURL: String

        public init(resource: Resource? = nil, scopeMetrics: [ScopeMetrics] = [], schemaURL: String = "") {
            self.resource = resource
            self.scopeMetrics = scopeMetrics
            self.schemaURL = schemaURL
        }
    }

    public struct ScopeMetrics: Sendable, Hashable {
        public var scope: Scope?
        public var metrics: [Metric]
        public var schemaURL: String

        public init(scope: Scope? = nil, metrics: [Metric] = [], schemaURL: String = "") {
            self.scope = scope
            self.metrics = metrics
            self.schemaURL = schemaURL
        }
    }

    /// A metric with the points that were taken of it.
    public struct Metric: Sendable, Hashable {
        public var name: String
        public var description: String
        /// By UCUM.
        public var unit: String
        /// Nil where the message held none.
        public var data: Data?
        public var metadata: [KeyValue]

        public init(name: String = "", description: String = "", unit: String = "", data: Data? = nil, metadata: [KeyValue] = []) {
            self.name = name
            self.description = description
            self.unit = unit
            self.data = data
            self.metadata = metadata
        }

        /// What kind of metric it is.
        public enum Data: Sendable, Hashable {
            case gauge([NumberDataPoint])
            case sum([NumberDataPoint], Temporality, isMonotonic: Bool)
            case histogram([HistogramDataPoint], Temporality)
            case exponentialHistogram([ExponentialHistogramDataPoint], Temporality)
            case summary([SummaryDataPoint])
        }
    }

    /// Whether points count since the last one or since the start. Values that are not listed survive as they came.
    public struct Temporality: RawRepresentable, Sendable, Hashable {
        public var rawValue: Int32
        public init(rawValue: Int32) { self.rawValue = rawValue }

        public static let unspecified = Temporality(rawValue: 0)
        public static let delta = Temporality(rawValue: 1)
        public static let cumulative = Temporality(rawValue: 2)
    }
}
