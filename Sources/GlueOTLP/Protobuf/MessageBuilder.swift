internal import COTLP
internal import CProtobufC

/// Lays values out as protobuf-c's structs in an arena and packs them.
struct MessageBuilder {
    let arena: Arena

    /// A list of messages, each filled from its value.
    @inline(__always)
    func list<Values: Collection, Message: CMessage>(
        _ values: Values,
        _ fill: (Values.Element, UnsafeMutablePointer<Message>) -> Void
    ) -> (count: Int, UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?) {
        let count = values.count
        guard count > 0 else { return (0, nil) }
        let pointers = arena.allocate(UnsafeMutablePointer<Message>?.self, count: count)
        let messages = arena.allocate(Message.self, count: count)
        var index = 0
        for value in values {
            let message = messages + index
            Message.initialize(message)
            fill(value, message)
            pointers[index] = message
            index += 1
        }
        return (count, pointers)
    }

    /// One message.
    @inline(__always)
    func message<Message: CMessage>(_ type: Message.Type = Message.self) -> UnsafeMutablePointer<Message> {
        let message = arena.allocate(Message.self, count: 1)
        Message.initialize(message)
        return message
    }

    @inline(__always)
    func text(_ text: String) -> ProtobufCBinaryData {
        var text = text
        return text.withUTF8 { bytes(UnsafeRawBufferPointer($0)) }
    }

    func bytes(_ bytes: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return ProtobufCBinaryData() }
        let copy = arena.allocate(byteCount: bytes.count)
        copy.copyMemory(from: source, byteCount: bytes.count)
        return ProtobufCBinaryData(len: bytes.count, data: copy.assumingMemoryBound(to: UInt8.self))
    }

    func texts(_ texts: [String]) -> (count: Int, UnsafeMutablePointer<ProtobufCBinaryData>?) {
        guard !texts.isEmpty else { return (0, nil) }
        let list = arena.allocate(ProtobufCBinaryData.self, count: texts.count)
        for (index, text) in texts.enumerated() { list[index] = self.text(text) }
        return (texts.count, list)
    }

    /// An id as the 16 bytes of the wire; nothing where there is none.
    func identifier(_ id: OTLP.TraceID) -> ProtobufCBinaryData {
        guard id.isValid else { return ProtobufCBinaryData() }
        let bytes = arena.allocate(UInt64.self, count: 2)
        bytes[0] = id.high.bigEndian
        bytes[1] = id.low.bigEndian
        return ProtobufCBinaryData(len: 16, data: UnsafeMutableRawPointer(bytes).assumingMemoryBound(to: UInt8.self))
    }

    /// An id as the 8 bytes of the wire; nothing where there is none.
    func identifier(_ id: OTLP.SpanID) -> ProtobufCBinaryData {
        guard id.isValid else { return ProtobufCBinaryData() }
        let bytes = arena.allocate(UInt64.self, count: 1)
        bytes[0] = id.value.bigEndian
        return ProtobufCBinaryData(len: 8, data: UnsafeMutableRawPointer(bytes).assumingMemoryBound(to: UInt8.self))
    }

    /// The message's bytes; they live in the arena.
    func pack<Message: CMessage>(_ message: UnsafeMutablePointer<Message>) -> UnsafeRawBufferPointer {
        // Three bytes of wire for each byte of struct are always enough, and counting them is cheaper than asking
        // protobuf-c for the exact size, which walks the whole tree. The worst field is a negative int32: four bytes
        // here, two of tag and ten of varint there. Lengths and tags of messages fit the 24 bytes of their header.
        let room = arena.allocate(byteCount: arena.used * 3)
        let base = UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
        let count = protobuf_c_message_pack(base, room.assumingMemoryBound(to: UInt8.self))
        return UnsafeRawBufferPointer(start: room, count: count)
    }
}
