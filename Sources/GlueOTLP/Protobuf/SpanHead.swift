internal import COTLP
internal import CProtobufC

/// All of a span but its lists: what can be packed only when it has ended.
///
/// Attributes, events and links are whole fields of the same message and stand behind it.
// Not to be copied, which would count all its texts.
package struct SpanHead: ~Copyable {
    package var traceID = OTLP.TraceID.none
    package var spanID = OTLP.SpanID.none
    package var traceState = ""
    package var parentSpanID = OTLP.SpanID.none
    package var flags: UInt32 = 0
    package var name = ""
    package var kind = OTLP.SpanKind.unspecified
    package var startTimeUnixNano: UInt64 = 0
    package var endTimeUnixNano: UInt64 = 0
    package var droppedAttributesCount: UInt32 = 0
    package var droppedEventsCount: UInt32 = 0
    package var droppedLinksCount: UInt32 = 0
    package var status: OTLP.Status?

    package init() {}

    /// The bytes that ``pack(into:)`` needs at most: ids take 8 to 18 of them, numbers 11.
    package var bound: Int { 192 + name.utf8.count + traceState.utf8.count + (status?.message.utf8.count ?? 0) }

    /// Packs it.
    ///
    /// - Parameter place: Of ``bound`` bytes.
    /// - Returns: How many bytes it takes.
    package func pack(into place: UnsafeMutableRawBufferPointer) -> Int {
        name.withFastUTF8 { name in
            traceState.withFastUTF8 { traceState in
                (status?.message ?? "").withFastUTF8 { message in pack(name, traceState, message, into: place) }
            }
        }
    }

    private func pack(
        _ name: UnsafeBufferPointer<UInt8>,
        _ traceState: UnsafeBufferPointer<UInt8>,
        _ statusMessage: UnsafeBufferPointer<UInt8>,
        into place: UnsafeMutableRawBufferPointer
    ) -> Int {
        var ids = (traceID.high.bigEndian, traceID.low.bigEndian, spanID.value.bigEndian, parentSpanID.value.bigEndian)
        var status = CStatus()
        return withUnsafeMutableBytes(of: &ids) { ids in
            withUnsafeMutablePointer(to: &status) { status in
                var message = CSpan()
                opentelemetry__proto__trace__v1__span__init(&message)
                if traceID.isValid { message.trace_id = Self.data(ids, 0..<16) }
                if spanID.isValid { message.span_id = Self.data(ids, 16..<24) }
                if parentSpanID.isValid { message.parent_span_id = Self.data(ids, 24..<32) }
                message.trace_state = Self.data(traceState)
                message.flags = flags
                message.name = Self.data(name)
                message.kind = .init(rawValue: UInt32(bitPattern: kind.rawValue))
                message.start_time_unix_nano = startTimeUnixNano
                message.end_time_unix_nano = endTimeUnixNano
                message.dropped_attributes_count = droppedAttributesCount
                message.dropped_events_count = droppedEventsCount
                message.dropped_links_count = droppedLinksCount
                if let value = self.status {
                    opentelemetry__proto__trace__v1__status__init(status)
                    status.pointee.code = .init(rawValue: UInt32(bitPattern: value.code.rawValue))
                    status.pointee.message = Self.data(statusMessage)
                    message.status = status
                }
                return protobuf_c_message_pack(&message.base, place.baseAddress?.assumingMemoryBound(to: UInt8.self))
            }
        }
    }

    private static func data(_ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>) -> ProtobufCBinaryData {
        ProtobufCBinaryData(len: range.count, data: (bytes.baseAddress.map { $0 + range.lowerBound })?.assumingMemoryBound(to: UInt8.self))
    }

    // protobuf-c takes addresses of what may change, and changes nothing.
    private static func data(_ bytes: UnsafeBufferPointer<UInt8>) -> ProtobufCBinaryData {
        ProtobufCBinaryData(len: bytes.count, data: UnsafeMutablePointer(mutating: bytes.baseAddress))
    }
}
