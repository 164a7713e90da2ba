internal import COTLP
internal import CProtobufC

/// Scratch memory in which a tree of C messages stands while protobuf-c packs it.
///
/// Nothing in it is freed by itself: all goes when the arena does. One block holds a usual span, so that packing it
/// asks the system for memory once.
struct MessageArena: ~Copyable {
    private var block: UnsafeMutableRawPointer
    private var used = 0
    private var capacity: Int
    private var full: [UnsafeMutableRawPointer] = []

    /// - Parameter capacity: In bytes; blocks that follow are larger where they have to be.
    init(capacity: Int = 6144) {
        self.capacity = capacity
        block = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        block.deallocate()
        for block in full { block.deallocate() }
    }

    /// Room for elements that the caller initialises.
    mutating func allocate<Element>(_ type: Element.Type, count: Int = 1) -> UnsafeMutablePointer<Element> {
        let size = MemoryLayout<Element>.stride * count
        let alignment = MemoryLayout<Element>.alignment
        var start = (used + alignment - 1) & ~(alignment - 1)
        if start + size > capacity {
            full.append(block)
            capacity = max(capacity * 2, size)
            block = .allocate(byteCount: capacity, alignment: 16)
            start = 0
        }
        used = start + size
        return (block + start).bindMemory(to: type, capacity: count)
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
        let copy = allocate(UInt8.self, count: bytes.count)
        UnsafeMutableRawPointer(copy).copyMemory(from: source, byteCount: bytes.count)
        return ProtobufCBinaryData(len: bytes.count, data: copy)
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
