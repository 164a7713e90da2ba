internal import COTLP
internal import CProtobufC

/// A message that stands ready in its arena: its size is known before a place for its bytes is chosen.
package struct PackedMessage: ~Copyable {
    private let arena: MessageArena
    private let message: UnsafePointer<ProtobufCMessage>
    /// How many bytes the message takes.
    package let size: Int

    init<Message>(capacity: Int = 6144, _ build: (inout MessageArena) -> UnsafeMutablePointer<Message>) {
        var arena = MessageArena(capacity: capacity)
        // Every generated message begins with its ProtobufCMessage.
        message = UnsafePointer(UnsafeRawPointer(build(&arena)).assumingMemoryBound(to: ProtobufCMessage.self))
        self.arena = arena
        size = protobuf_c_message_get_packed_size(message)
    }

    /// Writes the ``size`` bytes of the message to a place that has room for them.
    package func write(to place: UnsafeMutablePointer<UInt8>) {
        protobuf_c_message_pack(message, place)
    }

    package func bytes() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            if let place = buffer.baseAddress { write(to: place) }
            count = size
        }
    }
}
