/// Protobuf by hand, for messages that no encoder would write.
enum Wire {
    static func varint(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A tag of a field number and a wire form.
    static func tag(_ number: UInt64, _ form: UInt64) -> [UInt8] { varint(number << 3 | form) }

    /// A field of bytes, text or a message.
    static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] { tag(number, 2) + varint(UInt64(content.count)) + content }

    static func field(_ number: UInt64, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    /// A request of one span of these fields.
    static func request(span: [UInt8]) -> [UInt8] { field(1, field(2, field(2, span))) }
}
