import GlueJSON

/// What a server says about a request that it did not take.
///
/// The specification has a `google.rpc.Status` there; in practice anything comes.
///
/// Source: OTLP specification, "Failures"; google/rpc/status.proto: the message is field 2.
package enum ServerMessage {
    /// How much of an answer is looked at, in bytes.
    private static let limit = 4096

    package static func text(_ body: [UInt8], contentType: String) -> String {
        let bytes = contentType.hasPrefix("application/x-protobuf") ? field(2, of: body) ?? [] : body[...]
        var words = String(decoding: bytes.prefix(limit), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        // Half a secret would not be known for one.
        if bytes.count > limit { words = words.dropLast() }
        return words.joined(separator: " ")
    }

    /// The first field of a number; nil where there is none or the message is damaged before it.
    private static func field(_ number: UInt64, of message: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = message[...]
        while let tag = varint(&rest) {
            switch tag & 7 {
            case 0:
                guard varint(&rest) != nil else { return nil }
            case 1: rest = rest.dropFirst(8)
            case 5: rest = rest.dropFirst(4)
            case 2:
                guard let length = varint(&rest), length <= UInt64(rest.count) else { return nil }
                if tag >> 3 == number { return rest.prefix(Int(length)) }
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

extension ServerMessage {
    /// The body by which a server says why it did not take a request, in the encoding of that request.
    package static func body(_ text: String, isJSON: Bool) -> [UInt8] {
        guard !isJSON else { return JSONValue.object(["message": .string(text)]).bytes() }
        let words = Array(text.utf8.prefix(limit))
        var length = words.count
        var bytes: [UInt8] = [2 << 3 | 2]
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        return bytes + [UInt8(length)] + words
    }
}
