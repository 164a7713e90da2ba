/// Fields of a message, written one behind the other into memory of their own.
///
/// What protobuf-c packs has to be there as a whole tree of structs first; what is known piece by piece, such as the
/// attributes of a span that runs, is written here as it comes, byte for byte as protobuf-c would. The tests hold the two
/// against each other.
///
/// Source: Protocol Buffers encoding.
package struct WireBuffer: ~Copyable {
    // Nothing is allocated until the first byte.
    private var memory: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    /// The bytes that were written.
    package private(set) var count = 0

    /// - Parameter capacity: What the first byte allocates.
    package init(capacity: Int = 128) { self.capacity = -capacity }

    deinit { memory?.deallocate() }

    /// Valid until the next change.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: count) }

    package var isEmpty: Bool { count == 0 }

    /// Where `size` bytes are to be written now.
    @inline(__always)
    mutating func place(_ size: Int) -> UnsafeMutablePointer<UInt8> {
        if count + size > capacity { grow(size) }
        // grow(_:) has allocated.
        let place = memory.unsafelyUnwrapped + count
        count += size
        return place
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        let larger = max(abs(capacity) * (memory == nil ? 1 : 2), count + size)
        let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let memory {
            next.update(from: memory, count: count)
            memory.deallocate()
        }
        memory = next
        capacity = larger
    }
}

// MARK: - Pieces

extension WireBuffer {
    /// How many bytes a number takes.
    @inline(__always)
    static func size(ofVarint value: UInt64) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

    @inline(__always)
    mutating func byte(_ value: UInt8) { place(1).pointee = value }

    @inline(__always)
    mutating func varint(_ value: UInt64) {
        if value < 0x80 { return byte(UInt8(truncatingIfNeeded: value)) }
        var place = place(Self.size(ofVarint: value))
        place.put(varint: value)
    }

    @inline(__always)
    mutating func fixed64(_ value: UInt64) {
        UnsafeMutableRawPointer(place(8)).storeBytes(of: value.littleEndian, as: UInt64.self)
    }

    mutating func fixed32(_ value: UInt32) {
        UnsafeMutableRawPointer(place(4)).storeBytes(of: value.littleEndian, as: UInt32.self)
    }

    @inline(__always)
    mutating func raw(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        place(bytes.count).update(from: start, count: bytes.count)
    }

    /// A field of type string or bytes, or a whole message, with its tag and length.
    @inline(__always)
    mutating func field(_ tag: UInt8, _ bytes: UnsafeBufferPointer<UInt8>) {
        byte(tag)
        varint(UInt64(bytes.count))
        raw(bytes)
    }

    mutating func field(_ tag: UInt8, _ text: String) {
        text.withFastUTF8 { field(tag, $0) }
    }

    /// Begins a message within the message whose length is not known yet.
    mutating func open(_ tag: UInt8) -> Int {
        byte(tag)
        byte(0)
        return count
    }

    /// Ends what ``open(_:)`` began: a length of more than one byte moves what was written.
    mutating func close(_ start: Int) {
        let length = UInt64(count - start)
        let more = Self.size(ofVarint: length) - 1
        if more > 0 {
            _ = place(more)
            let content = memory.unsafelyUnwrapped + start
            (content + more).update(from: content, count: Int(length))
        }
        let end = count
        count = start - 1
        varint(length)
        count = end
    }

    /// Takes the last bytes and puts them where others were; what follows those moves.
    mutating func replace(_ range: Range<Int>, withLast length: Int) {
        guard let memory else { return }
        let last = [UInt8](UnsafeBufferPointer(start: memory + count - length, count: length))
        let following = count - length - range.upperBound
        (memory + range.lowerBound + length).update(from: memory + range.upperBound, count: following)
        last.withUnsafeBufferPointer { raw in
            if let start = raw.baseAddress { (memory + range.lowerBound).update(from: start, count: length) }
        }
        count = range.lowerBound + length + following
    }

    /// Takes bytes out.
    mutating func remove(_ range: Range<Int>) { replace(range, withLast: 0) }
}

// MARK: - Values

extension WireBuffer {
    /// The content of an AnyValue.
    mutating func value(_ value: OTLP.AnyValue, depth: Int = 0) {
        switch value {
        case .empty: break
        case .string(let text): field(Tag.string, text)
        case .bool(let bool):
            byte(Tag.bool)
            byte(bool ? 1 : 0)
        case .int(let number):
            byte(Tag.int)
            varint(UInt64(bitPattern: number))
        case .double(let number):
            byte(Tag.double)
            fixed64(number.bitPattern)
        case .bytes(let bytes): bytes.withUnsafeBufferPointer { field(Tag.bytes, $0) }
        case .stringIndex(let index):
            byte(Tag.stringIndex)
            varint(UInt64(bitPattern: Int64(index)))
        case .array(let elements):
            guard depth < OTLP.AnyValue.depthLimit else { break }
            let array = open(Tag.array)
            for element in elements {
                let start = open(Tag.element)
                self.value(element, depth: depth + 1)
                close(start)
            }
            close(array)
        case .map(let members):
            guard depth < OTLP.AnyValue.depthLimit else { break }
            let map = open(Tag.map)
            for member in members {
                let start = open(Tag.element)
                if !member.key.isEmpty { field(Tag.key, member.key) }
                if let content = member.value {
                    let inner = open(Tag.value)
                    self.value(content, depth: depth + 1)
                    close(inner)
                }
                if member.keyIndex != 0 {
                    byte(Tag.keyIndex)
                    varint(UInt64(bitPattern: Int64(member.keyIndex)))
                }
                close(start)
            }
            close(map)
        }
    }

    /// Field number and form, in the byte that stands before the field.
    enum Tag {
        // KeyValue
        static let key: UInt8 = 0x0A
        static let value: UInt8 = 0x12
        static let keyIndex: UInt8 = 0x18
        // AnyValue
        static let string: UInt8 = 0x0A
        static let bool: UInt8 = 0x10
        static let int: UInt8 = 0x18
        static let double: UInt8 = 0x21
        static let array: UInt8 = 0x2A
        static let map: UInt8 = 0x32
        static let bytes: UInt8 = 0x3A
        static let stringIndex: UInt8 = 0x40
        // ArrayValue and KeyValueList
        static let element: UInt8 = 0x0A
    }
}

extension String {
    /// The text's bytes, without a copy of the text where its bytes lie together, which all do that Swift makes.
    @inlinable @inline(__always)
    package func withFastUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}

extension UnsafeMutablePointer<UInt8> {
    // Each writes where the pointer is and moves it on; the caller has made room.

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        pointee = byte
        self += 1
    }

    @inline(__always)
    mutating func put(varint value: UInt64) {
        var rest = value
        while rest > 0x7F {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func put(fixed64 value: UInt64) {
        UnsafeMutableRawPointer(self).storeBytes(of: value.littleEndian, as: UInt64.self)
        self += 8
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        update(from: start, count: bytes.count)
        self += bytes.count
    }
}
