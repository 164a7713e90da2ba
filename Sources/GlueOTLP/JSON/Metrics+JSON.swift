public import GlueJSON

extension OTLP.Metrics {
    /// Reads an `ExportMetricsServiceRequest` in OTLP/JSON.
    ///
    /// - Throws: ``OTLPError`` with the path to what is wrong.
    public init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(try reader.list("resourceMetrics") { value throws(OTLPError) in try OTLP.ResourceMetrics(json: value) })
    }

    /// The message in OTLP/JSON.
    public var json: JSONValue { ["resourceMetrics": .array(resourceMetrics.map(\.json))] }
}

extension OTLP.ResourceMetrics {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            resource: try reader.member("resource") { value throws(OTLPError) in try OTLP.Resource(json: value) },
            scopeMetrics: try reader.list("scopeMetrics") { value throws(OTLPError) in try OTLP.ScopeMetrics(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("resource", resource?.json)
        writer.set("scopeMetrics", list: scopeMetrics.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.ScopeMetrics {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            scope: try reader.member("scope") { value throws(OTLPError) in try OTLP.Scope(json: value) },
            metrics: try reader.list("metrics") { value throws(OTLPError) in try OTLP.Metric(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("scope", scope?.json)
        writer.set("metrics", list: metrics.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.Metric {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            name: try reader.text("name"),
            description: try reader.text("description"),
            unit: try reader.text("unit"),
            data: try Data(reader),
            metadata: try reader.attributes("metadata")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("name", name)
        writer.set("description", description)
        writer.set("unit", unit)
        if let (key, value) = data?.member { writer.set(key, value) }
        writer.set("metadata", metadata)
        return writer.json
    }
}

extension OTLP.Metric.Data {
    init?(_ metric: JSONReader) throws(OTLPError) {
        if let gauge = try metric.member("gauge", Self.reader) {
            self = .gauge(try gauge.points(OTLP.NumberDataPoint.init(json:)))
        } else if let sum = try metric.member("sum", Self.reader) {
            self = .sum(
                try sum.points(OTLP.NumberDataPoint.init(json:)),
                try sum.temporality(),
                isMonotonic: try sum.bool("isMonotonic")
            )
        } else if let histogram = try metric.member("histogram", Self.reader) {
            self = .histogram(try histogram.points(OTLP.HistogramDataPoint.init(json:)), try histogram.temporality())
        } else if let histogram = try metric.member("exponentialHistogram", Self.reader) {
            self = .exponentialHistogram(
                try histogram.points(OTLP.ExponentialHistogramDataPoint.init(json:)),
                try histogram.temporality()
            )
        } else if let summary = try metric.member("summary", Self.reader) {
            self = .summary(try summary.points(OTLP.SummaryDataPoint.init(json:)))
        } else {
            return nil
        }
    }

    private static func reader(_ value: JSONValue) throws(OTLPError) -> JSONReader { try JSONReader(value) }

    /// The member of the metric that holds the points.
    var member: (key: String, value: JSONValue) {
        var writer = JSONWriter()
        let key: String
        switch self {
        case .gauge(let points):
            key = "gauge"
            writer.set("dataPoints", list: points.map(\.json))
        case .sum(let points, let temporality, let isMonotonic):
            key = "sum"
            writer.set("dataPoints", list: points.map(\.json))
            writer.set("aggregationTemporality", number: Int64(temporality.rawValue))
            writer.set("isMonotonic", isMonotonic)
        case .histogram(let points, let temporality):
            key = "histogram"
            writer.set("dataPoints", list: points.map(\.json))
            writer.set("aggregationTemporality", number: Int64(temporality.rawValue))
        case .exponentialHistogram(let points, let temporality):
            key = "exponentialHistogram"
            writer.set("dataPoints", list: points.map(\.json))
            writer.set("aggregationTemporality", number: Int64(temporality.rawValue))
        case .summary(let points):
            key = "summary"
            writer.set("dataPoints", list: points.map(\.json))
        }
        return (key, writer.json)
    }
}

extension JSONReader {
    fileprivate func points<Point>(_ read: (JSONValue) throws(OTLPError) -> Point) throws(OTLPError) -> [Point] {
        try list("dataPoints", read)
    }

    fileprivate func temporality() throws(OTLPError) -> OTLP.Temporality {
        let names = ["UNSPECIFIED", "DELTA", "CUMULATIVE"].map { "AGGREGATION_TEMPORALITY_\($0)" }
        return OTLP.Temporality(rawValue: try enumeration("aggregationTemporality", names))
    }
}
