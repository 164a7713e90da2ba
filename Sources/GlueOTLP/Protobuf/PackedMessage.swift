/// A packed message whose bytes are still in its arena: its size is known before a place for them is chosen.
package struct PackedMessage: ~Copyable {
    private let arena: MessageArena
    private let packed: UnsafeRawBufferPointer

    /// How many bytes the message takes.
    package var size: Int { packed.count }

    init<Message>(capacity: Int = 8192, _ build: (inout MessageArena) -> UnsafeMutablePointer<Message>) {
        var arena = MessageArena(capacity: capacity)
        packed = arena.pack(build(&arena))
        self.arena = arena
    }

    /// Copies the ``size`` bytes of the message to a place that has room for them.
    package func write(to place: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawBufferPointer(start: place, count: size).copyMemory(from: packed)
    }

    package func bytes() -> [UInt8] { [UInt8](packed) }
}
