internal import COTLP
internal import CProtobufC

/// Scratch memory in which a tree of C messages stands while protobuf-c packs it.
///
/// Nothing in it is freed by itself: all goes when the arena does. One block holds a usual span and its packed bytes,
/// so that packing it asks the system for memory once.
struct MessageArena: ~Copyable {
    private var block: UnsafeMutableRawPointer
    private var used = 0
    private var capacity: Int
    private var full: [UnsafeMutableRawPointer] = []
    private var structBytes = 0
    private var textBytes = 0

    /// - Parameter capacity: In bytes; blocks that follow are larger where they have to be.
    init(capacity: Int) {
        self.capacity = capacity
        block = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        block.deallocate()
        for block in full { block.deallocate() }
    }

    /// Packs a message that stands here; its bytes stand here too.
    mutating func pack<Message>(_ message: UnsafeMutablePointer<Message>) -> UnsafeRawBufferPointer {
        // protobuf-c could say the exact size beforehand, but walks the whole tree for it, which takes as long as packing.
        // Three bytes of wire for a byte of struct are always enough. The worst of all fields is a negative int32: four
        // bytes here, two of tag and ten of number there. Tag and length of a message or string fit three times its
        // 24 bytes of header or its 16 of address and length.
        let size = 3 * structBytes + textBytes
        let room = take(size, alignment: 1).bindMemory(to: UInt8.self, capacity: size)
        // Every generated message begins with its ProtobufCMessage.
        let base = UnsafeRawPointer(message).assumingMemoryBound(to: ProtobufCMessage.self)
        let count = protobuf_c_message_pack(base, room)
        assert(count <= size, "the bound on the size is none")
        return UnsafeRawBufferPointer(start: room, count: count)
    }

    /// Room for structs or numbers that the caller initialises.
    mutating func allocate<Element>(_ type: Element.Type, count: Int = 1) -> UnsafeMutablePointer<Element> {
        let size = MemoryLayout<Element>.stride * count
        structBytes += size
        return take(size, alignment: MemoryLayout<Element>.alignment).bindMemory(to: type, capacity: count)
    }

    private mutating func take(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer {
        var start = (used + alignment - 1) & ~(alignment - 1)
        if start + size > capacity {
            full.append(block)
            capacity = max(capacity * 2, size)
            block = .allocate(byteCount: capacity, alignment: 16)
            start = 0
        }
        used = start + size
        return block + start
    }

    /// A message with the defaults that its generated `init` sets.
    mutating func message<Message>(_ initialize: (UnsafeMutablePointer<Message>?) -> Void) -> UnsafeMutablePointer<Message> {
        let message = allocate(Message.self)
        initialize(message)
        return message
    }

    /// The messages of a repeated field.
    mutating func list<Elements: Collection, Message>(
        _ elements: Elements,
        _ make: (inout MessageArena, Elements.Element) -> UnsafeMutablePointer<Message>
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message>?>? {
        guard !elements.isEmpty else { return nil }
        let pointers = allocate(UnsafeMutablePointer<Message>?.self, count: elements.count)
        for (index, element) in elements.enumerated() { (pointers + index).initialize(to: make(&self, element)) }
        return pointers
    }

    /// The strings of a repeated field.
    mutating func texts(_ texts: [String]) -> UnsafeMutablePointer<ProtobufCBinaryData>? {
        guard !texts.isEmpty else { return nil }
        let pointers = allocate(ProtobufCBinaryData.self, count: texts.count)
        for (index, text) in texts.enumerated() { (pointers + index).initialize(to: data(text)) }
        return pointers
    }

    mutating func data(_ text: String) -> ProtobufCBinaryData {
        var text = text
        return text.withUTF8 { data(UnsafeRawBufferPointer($0)) }
    }

    mutating func data(_ bytes: [UInt8]) -> ProtobufCBinaryData { bytes.withUnsafeBytes { data($0) } }

    private mutating func data(_ bytes: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return ProtobufCBinaryData() }
        textBytes += bytes.count
        let copy = take(bytes.count, alignment: 1)
        copy.copyMemory(from: source, byteCount: bytes.count)
        return ProtobufCBinaryData(len: bytes.count, data: copy.bindMemory(to: UInt8.self, capacity: bytes.count))
    }

    /// Sixteen bytes, or none for the id that is none.
    mutating func data(_ id: OTLP.TraceID) -> ProtobufCBinaryData {
        guard id.isValid else { return ProtobufCBinaryData() }
        return withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { data($0) }
    }

    /// Eight bytes, or none for the id that is none.
    mutating func data(_ id: OTLP.SpanID) -> ProtobufCBinaryData {
        guard id.isValid else { return ProtobufCBinaryData() }
        return withUnsafeBytes(of: id.value.bigEndian) { data($0) }
    }
}
