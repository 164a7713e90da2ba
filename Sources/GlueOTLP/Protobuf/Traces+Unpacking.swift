internal import COTLP
internal import CProtobufC

extension OTLP.Traces {
    /// Decodes an `ExportTraceServiceRequest`. Unknown fields are ignored.
    ///
    /// - Throws: ``OTLPError`` with field and offset.
    public init(protobuf bytes: [UInt8]) throws(OTLPError) {
        self = try Unpacking.message(bytes, opentelemetry__proto__collector__trace__v1__export_trace_service_request__init) { message in
            OTLP.Traces(unpackedList(message.resource_spans, message.n_resource_spans) { OTLP.ResourceSpans($0) })
        }
    }
}

extension OTLP.ResourceSpans {
    init(_ message: CResourceSpans) {
        self.init(
            resource: message.resource.map { OTLP.Resource($0.pointee) },
            scopeSpans: unpackedList(message.scope_spans, message.n_scope_spans) { OTLP.ScopeSpans($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.ScopeSpans {
    init(_ message: CScopeSpans) {
        self.init(
            scope: message.scope.map { OTLP.Scope($0.pointee) },
            spans: unpackedList(message.spans, message.n_spans) { OTLP.Span($0) },
            schemaURL: String(message.schema_url)
        )
    }
}

extension OTLP.Span {
    /// Decodes a Span message.
    package init(packed bytes: [UInt8]) throws(OTLPError) {
        self = try Unpacking.message(bytes, opentelemetry__proto__trace__v1__span__init) { OTLP.Span($0) }
    }

    init(_ message: CSpan) {
        self.init(
            traceID: OTLP.TraceID(message.trace_id),
            spanID: OTLP.SpanID(message.span_id),
            traceState: String(message.trace_state),
            parentSpanID: OTLP.SpanID(message.parent_span_id),
            flags: message.flags,
            name: String(message.name),
            kind: OTLP.SpanKind(rawValue: Int32(bitPattern: message.kind.rawValue)),
            startTimeUnixNano: message.start_time_unix_nano,
            endTimeUnixNano: message.end_time_unix_nano,
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count,
            events: unpackedList(message.events, message.n_events) { OTLP.Event($0) },
            droppedEventsCount: message.dropped_events_count,
            links: unpackedList(message.links, message.n_links) { OTLP.Link($0) },
            droppedLinksCount: message.dropped_links_count,
            status: message.status.map { OTLP.Status($0.pointee) }
        )
    }
}

extension OTLP.Event {
    init(_ message: CSpanEvent) {
        self.init(
            timeUnixNano: message.time_unix_nano,
            name: String(message.name),
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count
        )
    }
}

extension OTLP.Link {
    init(_ message: CSpanLink) {
        self.init(
            traceID: OTLP.TraceID(message.trace_id),
            spanID: OTLP.SpanID(message.span_id),
            traceState: String(message.trace_state),
            attributes: .init(message.attributes, message.n_attributes),
            droppedAttributesCount: message.dropped_attributes_count,
            flags: message.flags
        )
    }
}

extension OTLP.Status {
    init(_ message: CStatus) {
        self.init(code: Code(rawValue: Int32(bitPattern: message.code.rawValue)), message: String(message.message))
    }
}
