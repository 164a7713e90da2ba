internal import COTLP

extension OTLP.ExportResult {
    /// Decodes the body of an answer; an empty one means that all was taken.
    ///
    /// - Throws: ``OTLPError`` with field and offset.
    public init(protobuf bytes: [UInt8]) throws(OTLPError) {
        self = try Unpacking.message(bytes, opentelemetry__proto__collector__trace__v1__export_trace_service_response__init) { message in
            guard let partial = message.partial_success?.pointee else { return OTLP.ExportResult() }
            return OTLP.ExportResult(rejected: partial.rejected_spans, errorMessage: String(partial.error_message))
        }
    }

    /// The body of an answer; empty where all was taken without a word.
    public func protobuf() -> [UInt8] {
        guard self != OTLP.ExportResult() else { return [] }
        return PackedMessage(capacity: 512) { arena in
            let message = arena.message(opentelemetry__proto__collector__trace__v1__export_trace_service_response__init)
            let partial = arena.message(opentelemetry__proto__collector__trace__v1__export_trace_partial_success__init)
            partial.pointee.rejected_spans = rejected
            partial.pointee.error_message = arena.data(errorMessage)
            message.pointee.partial_success = partial
            return message
        }.bytes()
    }
}
