public import GlueJSON

extension OTLP.Logs {
    /// Reads an `ExportLogsServiceRequest` in OTLP/JSON.
    ///
    /// - Throws: ``OTLPError`` with the path to what is wrong.
    public init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(try reader.list("resourceLogs") { value throws(OTLPError) in try OTLP.ResourceLogs(json: value) })
    }

    /// The message in OTLP/JSON.
    public var json: JSONValue { ["resourceLogs": .array(resourceLogs.map(\.json))] }
}

extension OTLP.ResourceLogs {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            resource: try reader.member("resource") { value throws(OTLPError) in try OTLP.Resource(json: value) },
            scopeLogs: try reader.list("scopeLogs") { value throws(OTLPError) in try OTLP.ScopeLogs(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("resource", resource?.json)
        writer.set("scopeLogs", list: scopeLogs.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.ScopeLogs {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            scope: try reader.member("scope") { value throws(OTLPError) in try OTLP.Scope(json: value) },
            logRecords: try reader.list("logRecords") { value throws(OTLPError) in try OTLP.LogRecord(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("scope", scope?.json)
        writer.set("logRecords", list: logRecords.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.LogRecord {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            timeUnixNano: try reader.integer("timeUnixNano"),
            observedTimeUnixNano: try reader.integer("observedTimeUnixNano"),
            severityNumber: try reader.enumeration("severityNumber", Self.severityNames),
            severityText: try reader.text("severityText"),
            body: try reader.member("body") { value throws(OTLPError) in try OTLP.AnyValue(json: value) },
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount"),
            flags: try reader.integer("flags"),
            traceID: try reader.traceID("traceId"),
            spanID: try reader.spanID("spanId"),
            eventName: try reader.text("eventName")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set("observedTimeUnixNano", wide: observedTimeUnixNano)
        writer.set("severityNumber", number: Int64(severityNumber))
        writer.set("severityText", severityText)
        writer.set("body", body?.json)
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        writer.set("flags", number: Int64(flags))
        writer.set("traceId", traceID)
        writer.set("spanId", spanID)
        writer.set("eventName", eventName)
        return writer.json
    }

    /// Six levels of four grades each.
    private static let severityNames =
        ["SEVERITY_NUMBER_UNSPECIFIED"]
        + ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap { level in
            ["", "2", "3", "4"].map { "SEVERITY_NUMBER_\(level)\($0)" }
        }
}
