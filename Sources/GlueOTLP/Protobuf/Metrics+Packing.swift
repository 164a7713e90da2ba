internal import COTLP

extension OTLP.Metrics {
    /// The bytes of an `ExportMetricsServiceRequest`.
    public func protobuf() -> [UInt8] {
        PackedMessage { arena in
            let message = arena.message(opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__init)
            message.pointee.n_resource_metrics = resourceMetrics.count
            message.pointee.resource_metrics = arena.list(resourceMetrics) { $0.resourceMetrics($1) }
            return message
        }.bytes()
    }
}

extension OTLP.Metric {
    /// The Metric message, ready to be written to a place of its size.
    package func prepared() -> PackedMessage { PackedMessage { $0.metric(self) } }
}

extension MessageArena {
    fileprivate mutating func resourceMetrics(_ group: OTLP.ResourceMetrics) -> UnsafeMutablePointer<CResourceMetrics> {
        let message = message(opentelemetry__proto__metrics__v1__resource_metrics__init)
        if let resource = group.resource { message.pointee.resource = self.resource(resource) }
        message.pointee.n_scope_metrics = group.scopeMetrics.count
        message.pointee.scope_metrics = list(group.scopeMetrics) { $0.scopeMetrics($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }

    private mutating func scopeMetrics(_ group: OTLP.ScopeMetrics) -> UnsafeMutablePointer<CScopeMetrics> {
        let message = message(opentelemetry__proto__metrics__v1__scope_metrics__init)
        if let scope = group.scope { message.pointee.scope = self.scope(scope) }
        message.pointee.n_metrics = group.metrics.count
        message.pointee.metrics = list(group.metrics) { $0.metric($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }

    fileprivate mutating func metric(_ metric: OTLP.Metric) -> UnsafeMutablePointer<CMetric> {
        let message = message(opentelemetry__proto__metrics__v1__metric__init)
        message.pointee.name = data(metric.name)
        message.pointee.description = data(metric.description)
        message.pointee.unit = data(metric.unit)
        message.pointee.n_metadata = metric.metadata.count
        message.pointee.metadata = attributes(metric.metadata)
        if let data = metric.data { set(data, on: message) }
        return message
    }

    private mutating func set(_ data: OTLP.Metric.Data, on message: UnsafeMutablePointer<CMetric>) {
        switch data {
        case .gauge(let points):
            let gauge = self.message(opentelemetry__proto__metrics__v1__gauge__init)
            gauge.pointee.n_data_points = points.count
            gauge.pointee.data_points = list(points) { $0.point($1) }
            message.pointee.data_case = OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_GAUGE
            message.pointee.gauge = gauge
        case .sum(let points, let temporality, let isMonotonic):
            let sum = self.message(opentelemetry__proto__metrics__v1__sum__init)
            sum.pointee.n_data_points = points.count
            sum.pointee.data_points = list(points) { $0.point($1) }
            sum.pointee.aggregation_temporality = .init(rawValue: UInt32(bitPattern: temporality.rawValue))
            sum.pointee.is_monotonic = isMonotonic ? 1 : 0
            message.pointee.data_case = OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUM
            message.pointee.sum = sum
        case .histogram(let points, let temporality):
            let histogram = self.message(opentelemetry__proto__metrics__v1__histogram__init)
            histogram.pointee.n_data_points = points.count
            histogram.pointee.data_points = list(points) { $0.point($1) }
            histogram.pointee.aggregation_temporality = .init(rawValue: UInt32(bitPattern: temporality.rawValue))
            message.pointee.data_case = OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_HISTOGRAM
            message.pointee.histogram = histogram
        case .exponentialHistogram(let points, let temporality):
            let histogram = self.message(opentelemetry__proto__metrics__v1__exponential_histogram__init)
            histogram.pointee.n_data_points = points.count
            histogram.pointee.data_points = list(points) { $0.point($1) }
            histogram.pointee.aggregation_temporality = .init(rawValue: UInt32(bitPattern: temporality.rawValue))
            message.pointee.data_case = OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_EXPONENTIAL_HISTOGRAM
            message.pointee.exponential_histogram = histogram
        case .summary(let points):
            let summary = self.message(opentelemetry__proto__metrics__v1__summary__init)
            summary.pointee.n_data_points = points.count
            summary.pointee.data_points = list(points) { $0.point($1) }
            message.pointee.data_case = OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUMMARY
            message.pointee.summary = summary
        }
    }
}
