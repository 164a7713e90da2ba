extension OTLP {
    /// A number as it was recorded.
    public enum Number: Sendable, Hashable {
        case double(Double)
        case int(Int64)
    }

    /// A value at a time, of a gauge or a sum.
    public struct NumberDataPoint: Sendable, Hashable {
        public var attributes: [KeyValue] = []
        /// Nanoseconds since 1970 in UTC.
        public var startTimeUnixNano: UInt64 = 0
        public var timeUnixNano: UInt64 = 0
        public var value: Number?
        public var exemplars: [Exemplar] = []
        /// 1 says that nothing was recorded in the interval.
        public var flags: UInt32 = 0

        public init() {}
    }

    /// A distribution over buckets with given bounds.
    public struct HistogramDataPoint: Sendable, Hashable {
        public var attributes: [KeyValue] = []
        public var startTimeUnixNano: UInt64 = 0
        public var timeUnixNano: UInt64 = 0
        public var count: UInt64 = 0
        public var sum: Double?
        public var min: Double?
        public var max: Double?
        /// One more than there are bounds.
        public var bucketCounts: [UInt64] = []
        /// Upper bounds, inclusive, rising.
        public var explicitBounds: [Double] = []
        public var exemplars: [Exemplar] = []
        public var flags: UInt32 = 0

        public init() {}
    }

    /// A distribution over buckets whose bounds grow by the base 2^(2^−scale).
    public struct ExponentialHistogramDataPoint: Sendable, Hashable {
        public struct Buckets: Sendable, Hashable {
            /// The exponent of the first bucket.
            public var offset: Int32
            public var bucketCounts: [UInt64]

            public init(offset: Int32 = 0, bucketCounts: [UInt64] = []) {
                self.offset = offset
                self.bucketCounts = bucketCounts
            }
        }

        public var attributes: [KeyValue] = []
        public var startTimeUnixNano: UInt64 = 0
        public var timeUnixNano: UInt64 = 0
        public var count: UInt64 = 0
        public var sum: Double?
        public var min: Double?
        public var max: Double?
        public var scale: Int32 = 0
        public var zeroCount: UInt64 = 0
        public var zeroThreshold: Double = 0
        public var positive: Buckets?
        public var negative: Buckets?
        public var exemplars: [Exemplar] = []
        public var flags: UInt32 = 0

        public init() {}
    }

    /// Quantiles that the source computed itself.
    public struct SummaryDataPoint: Sendable, Hashable {
        public struct ValueAtQuantile: Sendable, Hashable {
            /// From 0 to 1.
            public var quantile: Double
            public var value: Double

            public init(quantile: Double = 0, value: Double = 0) {
                self.quantile = quantile
                self.value = value
            }
        }

        public var attributes: [KeyValue] = []
        public var startTimeUnixNano: UInt64 = 0
        public var timeUnixNano: UInt64 = 0
        public var count: UInt64 = 0
        public var sum: Double = 0
        public var quantileValues: [ValueAtQuantile] = []
        public var flags: UInt32 = 0

        public init() {}
    }

    /// One measurement that stands for the others of its point, with the trace that it was taken in.
    public struct Exemplar: Sendable, Hashable {
        public var filteredAttributes: [KeyValue] = []
        public var timeUnixNano: UInt64 = 0
        public var value: Number?
        public var traceID: TraceID = .none
        public var spanID: SpanID = .none

        public init() {}
    }
}
