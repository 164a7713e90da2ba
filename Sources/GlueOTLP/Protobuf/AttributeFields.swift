/// The attributes of a span, an event or a link as they go over the wire, packed one by one as they are set.
///
/// They keep the order in which they were set; a key that is set again keeps its place. Keys are found by their first
/// sixteen bytes, one after the other: for as many as a span has that is faster than to hash them.
package struct AttributeFields: ~Copyable {
    private var wire: WireBuffer
    private var entries: AttributeEntries

    private let owner: Owner
    /// How many there may be; more are left out and counted.
    private let limit: Int
    /// Whether no key comes twice, as from a dictionary: then none is looked for.
    private let isUnique: Bool
    /// How many were left out.
    package private(set) var dropped = 0

    /// The message that the attributes are a field of.
    package enum Owner: UInt8 {
        // Number and form of the field.
        case span = 0x4A
        case event = 0x1A
        case link = 0x22
    }

    package init(of owner: Owner, limit: Int, isUnique: Bool = false) {
        self.owner = owner
        self.limit = limit
        self.isUnique = isUnique
        // What the first attribute makes room for is what most spans need.
        wire = WireBuffer(capacity: owner == .span ? 768 : 128)
        entries = AttributeEntries(capacity: owner == .span ? 12 : 2)
    }

    package var count: Int { entries.count }
    package var isFull: Bool { entries.count >= limit }

    /// Of all of them packed, in bytes.
    package var size: Int { wire.count }

    /// Where an attribute is, and what its key begins with.
    struct Entry {
        let key: Prefix
        let keyCount: Int32
        var keyStart: Int32
        var start: Int32
        var end: Int32

        mutating func move(by distance: Int32) {
            keyStart += distance
            start += distance
            end += distance
        }
    }

    /// What two keys are compared by first: sixteen bytes as a big-endian number, filled up with zeros.
    struct Prefix: Equatable {
        let bytes: UInt128

        @inline(__always)
        init(_ key: UnsafeBufferPointer<UInt8>) {
            let start = UnsafeRawPointer(key.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped)
            if key.count >= 16 {
                bytes = UInt128(Self.load(start)) << 64 | UInt128(Self.load(start + 8))
            } else if key.count > 8 {
                let rest = Self.load(start + key.count - 8) << UInt64(8 * (16 - key.count))
                bytes = UInt128(Self.load(start)) << 64 | UInt128(rest)
            } else {
                let high = key.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * (8 - key.count))
                bytes = UInt128(high) << 64
            }
        }

        @inline(__always)
        private static func load(_ bytes: UnsafeRawPointer) -> UInt64 { UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
    }
}

// MARK: - Setting

extension AttributeFields {
    /// Sets an attribute; counts it as dropped where there are as many as there may be, and none with this key.
    package mutating func set(_ key: String, _ text: String) {
        key.withFastUTF8 { key in
            text.withFastUTF8 { text in
                put(key, size: 1 + WireBuffer.size(ofVarint: UInt64(text.count)) + text.count) { place in
                    place.put(WireBuffer.Tag.string)
                    place.put(varint: UInt64(text.count))
                    place.put(text)
                }
            }
        }
    }

    package mutating func set(_ key: String, _ number: Int64) {
        let number = UInt64(bitPattern: number)
        key.withFastUTF8 { key in
            put(key, size: 1 + WireBuffer.size(ofVarint: number)) { place in
                place.put(WireBuffer.Tag.int)
                place.put(varint: number)
            }
        }
    }

    package mutating func set(_ key: String, _ number: Double) {
        key.withFastUTF8 { key in
            put(key, size: 9) { place in
                place.put(WireBuffer.Tag.double)
                place.put(fixed64: number.bitPattern)
            }
        }
    }

    package mutating func set(_ key: String, _ bool: Bool) {
        key.withFastUTF8 { key in
            put(key, size: 2) { place in
                place.put(WireBuffer.Tag.bool)
                place.put(bool ? 1 : 0)
            }
        }
    }

    package mutating func set(_ key: String, _ value: OTLP.AnyValue) {
        switch value {
        case .string(let text): set(key, text)
        case .int(let number): set(key, number)
        case .double(let number): set(key, number)
        case .bool(let bool): set(key, bool)
        case .empty, .array, .map, .bytes, .stringIndex:
            var packed = WireBuffer()
            packed.value(value)
            let bytes = packed.bytes.assumingMemoryBound(to: UInt8.self)
            key.withFastUTF8 { key in put(key, size: bytes.count) { $0.put(bytes) } }
        }
    }

    /// Leaves an attribute out and counts it as dropped.
    package mutating func drop(_ key: String) {
        remove(key)
        dropped += 1
    }

    /// Takes an attribute out.
    package mutating func remove(_ key: String) {
        key.withFastUTF8 { key in
            guard let index = index(of: key, Prefix(key)) else { return }
            let entry = entries.remove(at: index)
            wire.remove(Int(entry.start)..<Int(entry.end))
            move(from: index, by: entry.start - entry.end)
        }
    }

    package func contains(_ key: String) -> Bool {
        key.withFastUTF8 { index(of: $0, Prefix($0)) != nil }
    }

    /// - Parameter size: Of the content of the value.
    @inline(__always)
    private mutating func put(
        _ key: UnsafeBufferPointer<UInt8>,
        size: Int,
        _ write: (inout UnsafeMutablePointer<UInt8>) -> Void
    ) {
        let prefix = Prefix(key)
        let found = isUnique ? nil : index(of: key, prefix)
        if found == nil, isFull {
            dropped += 1
            return
        }
        // A text that is empty is not written, being its own default; a value's is, being one of several.
        let keyHead = key.isEmpty ? 0 : 1 + WireBuffer.size(ofVarint: UInt64(key.count))
        let message = keyHead + key.count + 1 + WireBuffer.size(ofVarint: UInt64(size)) + size
        let head = 1 + WireBuffer.size(ofVarint: UInt64(message))
        let start = wire.count
        var place = wire.place(head + message)
        place.put(owner.rawValue)
        place.put(varint: UInt64(message))
        if !key.isEmpty {
            place.put(WireBuffer.Tag.key)
            place.put(varint: UInt64(key.count))
            place.put(key)
        }
        place.put(WireBuffer.Tag.value)
        place.put(varint: UInt64(size))
        write(&place)
        let entry = Entry(
            key: prefix,
            keyCount: Int32(truncatingIfNeeded: key.count),
            keyStart: Int32(truncatingIfNeeded: start + head + keyHead),
            start: Int32(truncatingIfNeeded: start),
            end: Int32(truncatingIfNeeded: start + head + message)
        )
        if let found { return replace(found, by: entry) }
        entries.append(entry)
    }

    /// Puts what was written last into the place of an attribute.
    private mutating func replace(_ index: Int, by entry: Entry) {
        let old = entries[index]
        wire.replace(Int(old.start)..<Int(old.end), withLast: Int(entry.end - entry.start))
        entries[index] = entry
        entries[index].move(by: old.start - entry.start)
        move(from: index + 1, by: entry.end - entry.start - (old.end - old.start))
    }

    private mutating func move(from index: Int, by distance: Int32) {
        guard distance != 0 else { return }
        for index in index..<entries.count { entries[index].move(by: distance) }
    }

    @inline(__always)
    private func index(of key: UnsafeBufferPointer<UInt8>, _ prefix: Prefix) -> Int? {
        for index in 0..<entries.count {
            let entry = entries[index]
            guard entry.key == prefix, Int(entry.keyCount) == key.count else { continue }
            if key.count <= 16 || Self.key(entry, in: wire.bytes).elementsEqual(key) { return index }
        }
        return nil
    }

    private static func key(_ entry: Entry, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[Int(entry.keyStart)..<Int(entry.keyStart + entry.keyCount)])
    }
}

// MARK: - Order

extension AttributeFields {
    /// Brings them into the order of their keys' bytes, for those that came without an order.
    package mutating func sort() {
        let bytes = wire.bytes
        entries.sort { Self.precedesInRest($0, $1, in: bytes) }
    }

    @inline(never)
    private static func precedesInRest(_ left: Entry, _ right: Entry, in bytes: UnsafeRawBufferPointer) -> Bool {
        key(left, in: bytes).lexicographicallyPrecedes(key(right, in: bytes))
    }
}

// MARK: - Reading

extension AttributeFields {
    /// Copies all of them, ``size`` bytes, to a place that has room for them.
    package func write(to place: UnsafeMutablePointer<UInt8>) {
        let bytes = wire.bytes
        guard let source = bytes.baseAddress else { return }
        var next = UnsafeMutableRawPointer(place)
        // Those that were never sorted lie in their order.
        if !entries.areSorted { return next.copyMemory(from: source, byteCount: bytes.count) }
        for index in 0..<entries.count {
            let entry = entries[index]
            let count = Int(entry.end - entry.start)
            next.copyMemory(from: source + Int(entry.start), byteCount: count)
            next += count
        }
    }

    func write(to place: inout WireBuffer) {
        let bytes = wire.bytes.assumingMemoryBound(to: UInt8.self)
        for index in 0..<entries.count {
            let entry = entries[index]
            place.raw(UnsafeBufferPointer(rebasing: bytes[Int(entry.start)..<Int(entry.end)]))
        }
    }

    /// A span's as values, in their order.
    package var values: [OTLP.KeyValue] {
        guard size > 0 else { return [] }
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { place, count in
            place.baseAddress.map { write(to: $0) }
            count = size
        }
        // What was packed here is a message; were it none, that would show in every test.
        return (try? OTLP.Span(packed: bytes))?.attributes ?? []
    }
}
