/// What a server says about a request that it did not take.
///
/// The specification has a `google.rpc.Status` there; in practice anything comes.
///
/// Source: OTLP specification, "Failures"; google/rpc/status.proto: the message is field 2.
enum ServerMessage {
    static func text(_ body: [UInt8], contentType: String) -> String {
        let text =
            contentType.hasPrefix("application/x-protobuf") ? field(2, of: body) ?? "" : String(decoding: body.prefix(1000), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The first field of a number, read as text; nil where there is none or the message is damaged before it.
    private static func field(_ number: UInt64, of message: [UInt8]) -> String? {
        var rest = message[...]
        while let tag = varint(&rest) {
            switch tag & 7 {
            case 0:
                guard varint(&rest) != nil else { return nil }
            case 1: rest = rest.dropFirst(8)
            case 5: rest = rest.dropFirst(4)
            case 2:
                guard let length = varint(&rest), length <= UInt64(rest.count) else { return nil }
                if tag >> 3 == number { return String(decoding: rest.prefix(Int(length)), as: UTF8.self) }
                rest = rest.dropFirst(Int(length))
            default: return nil
            }
        }
        return nil
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst(), shift < 64 {
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
