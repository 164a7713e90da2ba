internal import COTLP
internal import CProtobufC

/// Decodes through protobuf-c.
enum Unpacking {
    /// Decodes a message and hands it to `read`; its memory is gone afterwards.
    ///
    /// - Parameter initialize: The generated `init` of the message, which tells what it is.
    static func message<Message, Value>(
        _ bytes: [UInt8],
        _ initialize: (UnsafeMutablePointer<Message>?) -> Void,
        _ read: (Message) -> Value
    ) throws(OTLPError) -> Value {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(OTLPError) in try message(buffer, initialize, read) }
        }
        return try result.get()
    }

    private static func message<Message, Value>(
        _ bytes: UnsafeRawBufferPointer,
        _ initialize: (UnsafeMutablePointer<Message>?) -> Void,
        _ read: (Message) -> Value
    ) throws(OTLPError) -> Value {
        guard let descriptor = descriptor(initialize) else { throw OTLPError(.refused) }
        var scanner = WireScanner(bytes: bytes)
        try scanner.scan(as: descriptor)
        if scanner.hasRepeats {
            let merged = WireMerger.merged(bytes, as: descriptor)
            return try merged.withUnsafeBytes { buffer in
                Result { () throws(OTLPError) in try unpacked(buffer, descriptor, read) }
            }.get()
        }
        return try unpacked(bytes, descriptor, read)
    }

    private static func unpacked<Message, Value>(
        _ bytes: UnsafeRawBufferPointer,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
        _ read: (Message) -> Value
    ) throws(OTLPError) -> Value {
        // An empty message may come without an address; protobuf-c reads none of its bytes.
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard let message = protobuf_c_message_unpack(descriptor, nil, bytes.count, start) else { throw OTLPError(.refused) }
        defer { protobuf_c_message_free_unpacked(message, nil) }
        // Every generated message begins with its ProtobufCMessage.
        return read(UnsafeRawPointer(message).assumingMemoryBound(to: Message.self).pointee)
    }

    /// The descriptor that a generated `init` puts into its message.
    static func descriptor<Message>(
        _ initialize: (UnsafeMutablePointer<Message>?) -> Void
    ) -> UnsafePointer<ProtobufCMessageDescriptor>? {
        withUnsafeTemporaryAllocation(of: Message.self, capacity: 1) { place in
            initialize(place.baseAddress)
            return place.baseAddress.flatMap { UnsafeRawPointer($0).assumingMemoryBound(to: ProtobufCMessage.self).pointee.descriptor }
        }
    }
}

extension String {
    /// What is no UTF-8 becomes U+FFFD: a collector must not refuse a trace for one bad letter.
    init(_ data: ProtobufCBinaryData) {
        self.init(decoding: UnsafeBufferPointer(start: data.data, count: data.len), as: UTF8.self)
    }
}

extension [UInt8] {
    init(_ data: ProtobufCBinaryData) { self.init(UnsafeBufferPointer(start: data.data, count: data.len)) }
}

extension OTLP.TraceID {
    /// The scanner has seen that it has sixteen bytes or none.
    init(_ data: ProtobufCBinaryData) {
        let bytes = UnsafeBufferPointer(start: data.data, count: data.len)
        self.init(high: UInt64(bigEndian: bytes.prefix(8)), low: UInt64(bigEndian: bytes.dropFirst(8)))
    }
}

extension OTLP.SpanID {
    init(_ data: ProtobufCBinaryData) { self.init(UInt64(bigEndian: UnsafeBufferPointer(start: data.data, count: data.len))) }
}

extension UInt64 {
    fileprivate init(bigEndian bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The messages of a repeated field.
func unpackedList<Message, Value>(
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?,
    _ count: Int,
    _ read: (Message) -> Value
) -> [Value] {
    UnsafeBufferPointer(start: list, count: list == nil ? 0 : count).compactMap { $0.map { read($0.pointee) } }
}
