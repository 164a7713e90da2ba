internal import COTLP

extension OTLP.NumberDataPoint {
    init(_ message: CNumberDataPoint) {
        self.init()
        attributes = .init(message.attributes, message.n_attributes)
        startTimeUnixNano = message.start_time_unix_nano
        timeUnixNano = message.time_unix_nano
        switch message.value_case {
        case OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_DOUBLE: value = .double(message.as_double)
        case OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_INT: value = .int(message.as_int)
        default: break
        }
        exemplars = unpackedList(message.exemplars, message.n_exemplars) { OTLP.Exemplar($0) }
        flags = message.flags
    }
}

extension OTLP.HistogramDataPoint {
    init(_ message: CHistogramDataPoint) {
        self.init()
        attributes = .init(message.attributes, message.n_attributes)
        startTimeUnixNano = message.start_time_unix_nano
        timeUnixNano = message.time_unix_nano
        count = message.count
        if message._sum_case == OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___SUM_SUM { sum = message.sum }
        if message._min_case == OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___MIN_MIN { min = message.min }
        if message._max_case == OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___MAX_MAX { max = message.max }
        bucketCounts = Array(UnsafeBufferPointer(start: message.bucket_counts, count: message.n_bucket_counts))
        explicitBounds = Array(UnsafeBufferPointer(start: message.explicit_bounds, count: message.n_explicit_bounds))
        exemplars = unpackedList(message.exemplars, message.n_exemplars) { OTLP.Exemplar($0) }
        flags = message.flags
    }
}

extension OTLP.ExponentialHistogramDataPoint {
    init(_ message: CExponentialDataPoint) {
        self.init()
        attributes = .init(message.attributes, message.n_attributes)
        startTimeUnixNano = message.start_time_unix_nano
        timeUnixNano = message.time_unix_nano
        count = message.count
        if message._sum_case == OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___SUM_SUM { sum = message.sum }
        if message._min_case == OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___MIN_MIN { min = message.min }
        if message._max_case == OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___MAX_MAX { max = message.max }
        scale = message.scale
        zeroCount = message.zero_count
        zeroThreshold = message.zero_threshold
        positive = message.positive.map { Buckets($0.pointee) }
        negative = message.negative.map { Buckets($0.pointee) }
        exemplars = unpackedList(message.exemplars, message.n_exemplars) { OTLP.Exemplar($0) }
        flags = message.flags
    }
}

extension OTLP.ExponentialHistogramDataPoint.Buckets {
    init(_ message: CBuckets) {
        let counts = UnsafeBufferPointer(start: message.bucket_counts, count: message.n_bucket_counts)
        self.init(offset: message.offset, bucketCounts: Array(counts))
    }
}

extension OTLP.SummaryDataPoint {
    init(_ message: CSummaryDataPoint) {
        self.init()
        attributes = .init(message.attributes, message.n_attributes)
        startTimeUnixNano = message.start_time_unix_nano
        timeUnixNano = message.time_unix_nano
        count = message.count
        sum = message.sum
        quantileValues = unpackedList(message.quantile_values, message.n_quantile_values) {
            ValueAtQuantile(quantile: $0.quantile, value: $0.value)
        }
        flags = message.flags
    }
}

extension OTLP.Exemplar {
    init(_ message: CExemplar) {
        self.init()
        filteredAttributes = .init(message.filtered_attributes, message.n_filtered_attributes)
        timeUnixNano = message.time_unix_nano
        switch message.value_case {
        case OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_DOUBLE: value = .double(message.as_double)
        case OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_INT: value = .int(message.as_int)
        default: break
        }
        traceID = OTLP.TraceID(message.trace_id)
        spanID = OTLP.SpanID(message.span_id)
    }
}
