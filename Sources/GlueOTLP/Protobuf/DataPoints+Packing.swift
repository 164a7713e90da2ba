internal import COTLP

extension MessageArena {
    mutating func point(_ point: OTLP.NumberDataPoint) -> UnsafeMutablePointer<CNumberDataPoint> {
        let message = message(opentelemetry__proto__metrics__v1__number_data_point__init)
        message.pointee.n_attributes = point.attributes.count
        message.pointee.attributes = attributes(point.attributes)
        message.pointee.start_time_unix_nano = point.startTimeUnixNano
        message.pointee.time_unix_nano = point.timeUnixNano
        switch point.value {
        case .double(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_DOUBLE
            message.pointee.as_double = value
        case .int(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__METRICS__V1__NUMBER_DATA_POINT__VALUE_AS_INT
            message.pointee.as_int = value
        case nil: break
        }
        message.pointee.n_exemplars = point.exemplars.count
        message.pointee.exemplars = list(point.exemplars) { $0.exemplar($1) }
        message.pointee.flags = point.flags
        return message
    }

    mutating func point(_ point: OTLP.HistogramDataPoint) -> UnsafeMutablePointer<CHistogramDataPoint> {
        let message = message(opentelemetry__proto__metrics__v1__histogram_data_point__init)
        message.pointee.n_attributes = point.attributes.count
        message.pointee.attributes = attributes(point.attributes)
        message.pointee.start_time_unix_nano = point.startTimeUnixNano
        message.pointee.time_unix_nano = point.timeUnixNano
        message.pointee.count = point.count
        if let sum = point.sum {
            message.pointee._sum_case = OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___SUM_SUM
            message.pointee.sum = sum
        }
        if let min = point.min {
            message.pointee._min_case = OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___MIN_MIN
            message.pointee.min = min
        }
        if let max = point.max {
            message.pointee._max_case = OPENTELEMETRY__PROTO__METRICS__V1__HISTOGRAM_DATA_POINT___MAX_MAX
            message.pointee.max = max
        }
        message.pointee.n_bucket_counts = point.bucketCounts.count
        message.pointee.bucket_counts = numbers(point.bucketCounts)
        message.pointee.n_explicit_bounds = point.explicitBounds.count
        message.pointee.explicit_bounds = numbers(point.explicitBounds)
        message.pointee.n_exemplars = point.exemplars.count
        message.pointee.exemplars = list(point.exemplars) { $0.exemplar($1) }
        message.pointee.flags = point.flags
        return message
    }

    mutating func point(_ point: OTLP.ExponentialHistogramDataPoint) -> UnsafeMutablePointer<CExponentialDataPoint> {
        let message = message(opentelemetry__proto__metrics__v1__exponential_histogram_data_point__init)
        message.pointee.n_attributes = point.attributes.count
        message.pointee.attributes = attributes(point.attributes)
        message.pointee.start_time_unix_nano = point.startTimeUnixNano
        message.pointee.time_unix_nano = point.timeUnixNano
        message.pointee.count = point.count
        if let sum = point.sum {
            message.pointee._sum_case = OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___SUM_SUM
            message.pointee.sum = sum
        }
        if let min = point.min {
            message.pointee._min_case = OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___MIN_MIN
            message.pointee.min = min
        }
        if let max = point.max {
            message.pointee._max_case = OPENTELEMETRY__PROTO__METRICS__V1__EXPONENTIAL_HISTOGRAM_DATA_POINT___MAX_MAX
            message.pointee.max = max
        }
        message.pointee.scale = point.scale
        message.pointee.zero_count = point.zeroCount
        message.pointee.zero_threshold = point.zeroThreshold
        if let positive = point.positive { message.pointee.positive = buckets(positive) }
        if let negative = point.negative { message.pointee.negative = buckets(negative) }
        message.pointee.n_exemplars = point.exemplars.count
        message.pointee.exemplars = list(point.exemplars) { $0.exemplar($1) }
        message.pointee.flags = point.flags
        return message
    }

    mutating func point(_ point: OTLP.SummaryDataPoint) -> UnsafeMutablePointer<CSummaryDataPoint> {
        let message = message(opentelemetry__proto__metrics__v1__summary_data_point__init)
        message.pointee.n_attributes = point.attributes.count
        message.pointee.attributes = attributes(point.attributes)
        message.pointee.start_time_unix_nano = point.startTimeUnixNano
        message.pointee.time_unix_nano = point.timeUnixNano
        message.pointee.count = point.count
        message.pointee.sum = point.sum
        message.pointee.n_quantile_values = point.quantileValues.count
        message.pointee.quantile_values = list(point.quantileValues) { arena, value in
            let message = arena.message(opentelemetry__proto__metrics__v1__summary_data_point__value_at_quantile__init)
            message.pointee.quantile = value.quantile
            message.pointee.value = value.value
            return message
        }
        message.pointee.flags = point.flags
        return message
    }

    private mutating func buckets(_ buckets: OTLP.ExponentialHistogramDataPoint.Buckets) -> UnsafeMutablePointer<CBuckets> {
        let message = message(opentelemetry__proto__metrics__v1__exponential_histogram_data_point__buckets__init)
        message.pointee.offset = buckets.offset
        message.pointee.n_bucket_counts = buckets.bucketCounts.count
        message.pointee.bucket_counts = numbers(buckets.bucketCounts)
        return message
    }

    private mutating func exemplar(_ exemplar: OTLP.Exemplar) -> UnsafeMutablePointer<CExemplar> {
        let message = message(opentelemetry__proto__metrics__v1__exemplar__init)
        message.pointee.n_filtered_attributes = exemplar.filteredAttributes.count
        message.pointee.filtered_attributes = attributes(exemplar.filteredAttributes)
        message.pointee.time_unix_nano = exemplar.timeUnixNano
        switch exemplar.value {
        case .double(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_DOUBLE
            message.pointee.as_double = value
        case .int(let value):
            message.pointee.value_case = OPENTELEMETRY__PROTO__METRICS__V1__EXEMPLAR__VALUE_AS_INT
            message.pointee.as_int = value
        case nil: break
        }
        message.pointee.trace_id = data(exemplar.traceID)
        message.pointee.span_id = data(exemplar.spanID)
        return message
    }

    private mutating func numbers<Number>(_ numbers: [Number]) -> UnsafeMutablePointer<Number>? {
        guard !numbers.isEmpty else { return nil }
        let place = allocate(Number.self, count: numbers.count)
        for (index, number) in numbers.enumerated() { (place + index).initialize(to: number) }
        return place
    }
}
