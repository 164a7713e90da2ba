public import GlueJSON

extension OTLP.Traces {
    /// Reads an `ExportTraceServiceRequest` in OTLP/JSON.
    ///
    /// - Throws: ``OTLPError`` with the path to what is wrong.
    public init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(try reader.list("resourceSpans") { value throws(OTLPError) in try OTLP.ResourceSpans(json: value) })
    }

    /// The message in OTLP/JSON.
    public var json: JSONValue { ["resourceSpans": .array(resourceSpans.map(\.json))] }
}

extension OTLP.ResourceSpans {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            resource: try reader.member("resource") { value throws(OTLPError) in try OTLP.Resource(json: value) },
            scopeSpans: try reader.list("scopeSpans") { value throws(OTLPError) in try OTLP.ScopeSpans(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("resource", resource?.json)
        writer.set("scopeSpans", list: scopeSpans.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.ScopeSpans {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            scope: try reader.member("scope") { value throws(OTLPError) in try OTLP.Scope(json: value) },
            spans: try reader.list("spans") { value throws(OTLPError) in try OTLP.Span(json: value) },
            schemaURL: try reader.text("schemaUrl")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("scope", scope?.json)
        writer.set("spans", list: spans.map(\.json))
        writer.set("schemaUrl", schemaURL)
        return writer.json
    }
}

extension OTLP.Span {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            traceID: try reader.traceID("traceId"),
            spanID: try reader.spanID("spanId"),
            traceState: try reader.text("traceState"),
            parentSpanID: try reader.spanID("parentSpanId"),
            flags: try reader.integer("flags"),
            name: try reader.text("name"),
            kind: OTLP.SpanKind(rawValue: try reader.enumeration("kind", Self.kindNames)),
            startTimeUnixNano: try reader.integer("startTimeUnixNano"),
            endTimeUnixNano: try reader.integer("endTimeUnixNano"),
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount"),
            events: try reader.list("events") { value throws(OTLPError) in try OTLP.Event(json: value) },
            droppedEventsCount: try reader.integer("droppedEventsCount"),
            links: try reader.list("links") { value throws(OTLPError) in try OTLP.Link(json: value) },
            droppedLinksCount: try reader.integer("droppedLinksCount"),
            status: try reader.member("status") { value throws(OTLPError) in try OTLP.Status(json: value) }
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("traceId", traceID)
        writer.set("spanId", spanID)
        writer.set("traceState", traceState)
        writer.set("parentSpanId", parentSpanID)
        writer.set("flags", number: Int64(flags))
        writer.set("name", name)
        writer.set("kind", number: Int64(kind.rawValue))
        writer.set("startTimeUnixNano", wide: startTimeUnixNano)
        writer.set("endTimeUnixNano", wide: endTimeUnixNano)
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        writer.set("events", list: events.map(\.json))
        writer.set("droppedEventsCount", number: Int64(droppedEventsCount))
        writer.set("links", list: links.map(\.json))
        writer.set("droppedLinksCount", number: Int64(droppedLinksCount))
        writer.set("status", status?.json)
        return writer.json
    }

    private static let kindNames = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map { "SPAN_KIND_\($0)" }
}

extension OTLP.Event {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            timeUnixNano: try reader.integer("timeUnixNano"),
            name: try reader.text("name"),
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("timeUnixNano", wide: timeUnixNano)
        writer.set("name", name)
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        return writer.json
    }
}

extension OTLP.Link {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        self.init(
            traceID: try reader.traceID("traceId"),
            spanID: try reader.spanID("spanId"),
            traceState: try reader.text("traceState"),
            attributes: try reader.attributes(),
            droppedAttributesCount: try reader.integer("droppedAttributesCount"),
            flags: try reader.integer("flags")
        )
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("traceId", traceID)
        writer.set("spanId", spanID)
        writer.set("traceState", traceState)
        writer.set("attributes", attributes)
        writer.set("droppedAttributesCount", number: Int64(droppedAttributesCount))
        writer.set("flags", number: Int64(flags))
        return writer.json
    }
}

extension OTLP.Status {
    init(json: JSONValue) throws(OTLPError) {
        let reader = try JSONReader(json)
        let names = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"]
        self.init(code: Code(rawValue: try reader.enumeration("code", names)), message: try reader.text("message"))
    }

    var json: JSONValue {
        var writer = JSONWriter()
        writer.set("message", message)
        writer.set("code", number: Int64(code.rawValue))
        return writer.json
    }
}
