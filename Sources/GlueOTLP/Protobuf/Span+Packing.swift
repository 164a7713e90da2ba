internal import COTLP

extension OTLP.Span {
    /// The bytes of the Span message.
    package func packed() -> [UInt8] { prepared().bytes() }

    /// The Span message, ready to be written to a place of its size.
    package func prepared() -> PackedMessage { PackedMessage { $0.span(self) } }
}

extension OTLP {
    /// A Span message of attributes alone: appended to the bytes of another, it adds to that one's attributes.
    package static func packedSpan(attributes: [KeyValue]) -> [UInt8] { preparedSpan(attributes: attributes).bytes() }

    package static func preparedSpan(attributes: [KeyValue]) -> PackedMessage {
        PackedMessage { arena in
            let message = arena.message(opentelemetry__proto__trace__v1__span__init)
            message.pointee.n_attributes = attributes.count
            message.pointee.attributes = arena.attributes(attributes)
            return message
        }
    }
}

extension MessageArena {
    mutating func span(_ span: OTLP.Span) -> UnsafeMutablePointer<CSpan> {
        let message = message(opentelemetry__proto__trace__v1__span__init)
        message.pointee.trace_id = data(span.traceID)
        message.pointee.span_id = data(span.spanID)
        message.pointee.trace_state = data(span.traceState)
        message.pointee.parent_span_id = data(span.parentSpanID)
        message.pointee.flags = span.flags
        message.pointee.name = data(span.name)
        message.pointee.kind = .init(rawValue: UInt32(bitPattern: span.kind.rawValue))
        message.pointee.start_time_unix_nano = span.startTimeUnixNano
        message.pointee.end_time_unix_nano = span.endTimeUnixNano
        message.pointee.n_attributes = span.attributes.count
        message.pointee.attributes = attributes(span.attributes)
        message.pointee.dropped_attributes_count = span.droppedAttributesCount
        message.pointee.n_events = span.events.count
        message.pointee.events = list(span.events) { $0.event($1) }
        message.pointee.dropped_events_count = span.droppedEventsCount
        message.pointee.n_links = span.links.count
        message.pointee.links = list(span.links) { $0.link($1) }
        message.pointee.dropped_links_count = span.droppedLinksCount
        if let status = span.status { message.pointee.status = self.status(status) }
        return message
    }

    private mutating func event(_ event: OTLP.Event) -> UnsafeMutablePointer<CSpanEvent> {
        let message = message(opentelemetry__proto__trace__v1__span__event__init)
        message.pointee.time_unix_nano = event.timeUnixNano
        message.pointee.name = data(event.name)
        message.pointee.n_attributes = event.attributes.count
        message.pointee.attributes = attributes(event.attributes)
        message.pointee.dropped_attributes_count = event.droppedAttributesCount
        return message
    }

    private mutating func link(_ link: OTLP.Link) -> UnsafeMutablePointer<CSpanLink> {
        let message = message(opentelemetry__proto__trace__v1__span__link__init)
        message.pointee.trace_id = data(link.traceID)
        message.pointee.span_id = data(link.spanID)
        message.pointee.trace_state = data(link.traceState)
        message.pointee.n_attributes = link.attributes.count
        message.pointee.attributes = attributes(link.attributes)
        message.pointee.dropped_attributes_count = link.droppedAttributesCount
        message.pointee.flags = link.flags
        return message
    }

    private mutating func status(_ status: OTLP.Status) -> UnsafeMutablePointer<CStatus> {
        let message = message(opentelemetry__proto__trace__v1__status__init)
        message.pointee.message = data(status.message)
        message.pointee.code = .init(rawValue: UInt32(bitPattern: status.code.rawValue))
        return message
    }
}
