internal import COTLP
internal import CProtobufC

extension MessageBuilder {
    func request(_ traces: OTLP.Traces) -> UnsafeMutablePointer<C.TraceRequest> {
        let request = message(C.TraceRequest.self)
        (request.pointee.n_resource_spans, request.pointee.resource_spans) = list(traces.resourceSpans) { group, message in
            message.pointee.resource = group.resource.map(resource)
            message.pointee.schema_url = text(group.schemaURL)
            (message.pointee.n_scope_spans, message.pointee.scope_spans) = list(group.scopeSpans, fill)
        }
        return request
    }

    private func fill(_ group: OTLP.ScopeSpans, _ message: UnsafeMutablePointer<C.ScopeSpans>) {
        message.pointee.scope = group.scope.map(scope)
        message.pointee.schema_url = text(group.schemaURL)
        (message.pointee.n_spans, message.pointee.spans) = list(group.spans, fill)
    }

    func span(_ span: OTLP.Span) -> UnsafeMutablePointer<C.Span> {
        let message = message(C.Span.self)
        fill(span, message)
        return message
    }

    private func fill(_ span: OTLP.Span, _ message: UnsafeMutablePointer<C.Span>) {
        message.pointee.trace_id = identifier(span.traceID)
        message.pointee.span_id = identifier(span.spanID)
        message.pointee.trace_state = text(span.traceState)
        message.pointee.parent_span_id = identifier(span.parentSpanID)
        message.pointee.flags = span.flags
        message.pointee.name = text(span.name)
        message.pointee.kind.rawValue = UInt32(bitPattern: span.kind.rawValue)
        message.pointee.start_time_unix_nano = span.startTimeUnixNano
        message.pointee.end_time_unix_nano = span.endTimeUnixNano
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(span.attributes)
        message.pointee.dropped_attributes_count = span.droppedAttributesCount
        (message.pointee.n_events, message.pointee.events) = list(span.events, fill)
        message.pointee.dropped_events_count = span.droppedEventsCount
        (message.pointee.n_links, message.pointee.links) = list(span.links, fill)
        message.pointee.dropped_links_count = span.droppedLinksCount
        if let status = span.status {
            let inner = self.message(C.Status.self)
            inner.pointee.code.rawValue = UInt32(bitPattern: status.code.rawValue)
            inner.pointee.message = text(status.message)
            message.pointee.status = inner
        }
    }

    private func fill(_ event: OTLP.Event, _ message: UnsafeMutablePointer<C.Event>) {
        message.pointee.time_unix_nano = event.timeUnixNano
        message.pointee.name = text(event.name)
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(event.attributes)
        message.pointee.dropped_attributes_count = event.droppedAttributesCount
    }

    private func fill(_ link: OTLP.Link, _ message: UnsafeMutablePointer<C.Link>) {
        message.pointee.trace_id = identifier(link.traceID)
        message.pointee.span_id = identifier(link.spanID)
        message.pointee.trace_state = text(link.traceState)
        (message.pointee.n_attributes, message.pointee.attributes) = attributes(link.attributes)
        message.pointee.dropped_attributes_count = link.droppedAttributesCount
        message.pointee.flags = link.flags
    }
}
