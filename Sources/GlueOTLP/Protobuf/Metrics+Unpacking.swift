internal import COTLP
internal import CProtobufC

extension OTLP.Metrics {
    /// Decodes an `ExportMetricsServiceRequest`. Unknown fields are ignored.
    ///
    /// - Throws: ``OTLPError`` with field and offset.
    public init(protobuf bytes: [UInt8]) throws(OTLPError) {
        self = try Unpacking.message(bytes, opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__init) { message in
            OTLP.Metrics(unpackedList(message.resource_metrics, message.n_resource_metrics) { OTLP.ResourceMetrics($0) })
        }
    }
}

extension OTLP.ResourceMetrics {
    init(_ message: CResourceMetrics) {
        self.init(
            resource: message.resource.map { OTLP.Resource($0.pointee) },
            scopeMetrics: unpackedList(message.scope_metrics, message.n_scope_metrics) { OTLP.ScopeMetrics($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.ScopeMetrics {
    init(_ message: CScopeMetrics) {
        self.init(
            scope: message.scope.map { OTLP.Scope($0.pointee) },
            metrics: unpackedList(message.metrics, message.n_metrics) { OTLP.Metric($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.Metric {
    init(_ message: CMetric) {
        self.init(
            name: String(message.name),
            description: String(message.description),
            unit: String(message.unit),
            data: Data(message),
            metadata: .init(message.metadata, message.n_metadata)
        )
    }
}

extension OTLP.Metric.Data {
    init?(_ message: CMetric) {
        switch message.data_case {
        case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_GAUGE:
            guard let gauge = message.gauge?.pointee else { return nil }
            self = .gauge(unpackedList(gauge.data_points, gauge.n_data_points) { OTLP.NumberDataPoint($0) })
        case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUM:
            guard let sum = message.sum?.pointee else { return nil }
            self = .sum(
                unpackedList(sum.data_points, sum.n_data_points) { OTLP.NumberDataPoint($0) },
                .init(rawValue: Int32(bitPattern: sum.aggregation_temporality.rawValue)),
                isMonotonic: sum.is_monotonic != 0
            )
        case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_HISTOGRAM:
            guard let histogram = message.histogram?.pointee else { return nil }
            self = .histogram(
                unpackedList(histogram.data_points, histogram.n_data_points) { OTLP.HistogramDataPoint($0) },
                .init(rawValue: Int32(bitPattern: histogram.aggregation_temporality.rawValue))
            )
        case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_EXPONENTIAL_HISTOGRAM:
            guard let histogram = message.exponential_histogram?.pointee else { return nil }
            self = .exponentialHistogram(
                unpackedList(histogram.data_points, histogram.n_data_points) { OTLP.ExponentialHistogramDataPoint($0) },
                .init(rawValue: Int32(bitPattern: histogram.aggregation_temporality.rawValue))
            )
        case OPENTELEMETRY__PROTO__METRICS__V1__METRIC__DATA_SUMMARY:
            guard let summary = message.summary?.pointee else { return nil }
            self = .summary(unpackedList(summary.data_points, summary.n_data_points) { OTLP.SummaryDataPoint($0) })
        default: return nil
        }
    }
}
