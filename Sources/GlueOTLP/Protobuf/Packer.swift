internal import COTLP

extension OTLP {
    /// Packs messages one after another in memory that it keeps.
    ///
    /// A caller that packs often keeps one for each thread or lock: a message then costs no allocation but its result.
    /// The packed bytes come without tag and length; what encloses them is written around them.
    package final class Packer {
        private let arena = Arena()
        private var builder: MessageBuilder { MessageBuilder(arena: arena) }

        package init() {}

        /// Gives the span's bytes to the body, which must not let them out.
        package func withPacked<Result>(_ span: Span, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
            try packing(builder.span(span), body)
        }

        /// Gives the bytes of a Span message that holds attributes alone to the body, which must not let them out.
        ///
        /// Appended to a span's bytes they add these attributes: the messages of protobuf may be concatenated.
        package func withPacked<Result>(
            attributes: [KeyValue],
            _ body: (UnsafeRawBufferPointer) throws -> Result
        ) rethrows -> Result {
            let message = builder.message(C.Span.self)
            (message.pointee.n_attributes, message.pointee.attributes) = builder.attributes(attributes)
            return try packing(message, body)
        }

        package func pack(_ span: Span) -> [UInt8] { packing(builder.span(span), Array.init) }
        package func pack(attributes: [KeyValue]) -> [UInt8] { withPacked(attributes: attributes, Array.init) }
        package func pack(_ record: LogRecord) -> [UInt8] { packing(builder.record(record), Array.init) }
        package func pack(_ resource: Resource) -> [UInt8] { packing(builder.resource(resource), Array.init) }
        package func pack(_ scope: Scope) -> [UInt8] { packing(builder.scope(scope), Array.init) }
        func pack(_ traces: Traces) -> [UInt8] { packing(builder.request(traces), Array.init) }
        func pack(_ logs: Logs) -> [UInt8] { packing(builder.request(logs), Array.init) }

        private func packing<Message: CMessage, Result>(
            _ message: UnsafeMutablePointer<Message>,
            _ body: (UnsafeRawBufferPointer) throws -> Result
        ) rethrows -> Result {
            defer { arena.reset() }
            return try body(builder.pack(message))
        }
    }
}

extension OTLP.Span {
    /// The message's own bytes, without tag and length; attributes keep their order.
    package func packed() -> [UInt8] { OTLP.Packer().pack(self) }
}

extension OTLP.LogRecord {
    /// The message's own bytes, without tag and length; attributes keep their order.
    package func packed() -> [UInt8] { OTLP.Packer().pack(self) }
}

extension OTLP.Resource {
    /// The message's own bytes, without tag and length.
    package func packed() -> [UInt8] { OTLP.Packer().pack(self) }
}

extension OTLP.Scope {
    /// The message's own bytes, without tag and length.
    package func packed() -> [UInt8] { OTLP.Packer().pack(self) }
}

extension OTLP {
    /// A Span message that holds attributes alone: appended to a packed span it adds them to it.
    package static func packedSpan(attributes: [KeyValue]) -> [UInt8] { Packer().pack(attributes: attributes) }
}

extension OTLP.Traces {
    /// An `ExportTraceServiceRequest` in protobuf. Values nested deeper than ``OTLP/AnyValue/depthLimit`` are written as empty.
    public func protobuf() -> [UInt8] { OTLP.Packer().pack(self) }
}

extension OTLP.Logs {
    /// An `ExportLogsServiceRequest` in protobuf. Values nested deeper than ``OTLP/AnyValue/depthLimit`` are written as empty.
    public func protobuf() -> [UInt8] { OTLP.Packer().pack(self) }
}
