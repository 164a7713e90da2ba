internal import COTLP

extension OTLP.Traces {
    /// The bytes of an `ExportTraceServiceRequest`.
    public func protobuf() -> [UInt8] {
        PackedMessage { arena in
            let message = arena.message(opentelemetry__proto__collector__trace__v1__export_trace_service_request__init)
            message.pointee.n_resource_spans = resourceSpans.count
            message.pointee.resource_spans = arena.list(resourceSpans) { $0.resourceSpans($1) }
            return message
        }.bytes()
    }
}

extension MessageArena {
    fileprivate mutating func resourceSpans(_ group: OTLP.ResourceSpans) -> UnsafeMutablePointer<CResourceSpans> {
        let message = message(opentelemetry__proto__trace__v1__resource_spans__init)
        if let resource = group.resource { message.pointee.resource = self.resource(resource) }
        message.pointee.n_scope_spans = group.scopeSpans.count
        message.pointee.scope_spans = list(group.scopeSpans) { $0.scopeSpans($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }

    private mutating func scopeSpans(_ group: OTLP.ScopeSpans) -> UnsafeMutablePointer<CScopeSpans> {
        let message = message(opentelemetry__proto__trace__v1__scope_spans__init)
        if let scope = group.scope { message.pointee.scope = self.scope(scope) }
        message.pointee.n_spans = group.spans.count
        message.pointee.spans = list(group.spans) { $0.span($1) }
        message.pointee.schema_url = data(group.schemaURL)
        return message
    }
}
