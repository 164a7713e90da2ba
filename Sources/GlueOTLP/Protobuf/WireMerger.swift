internal import COTLP
internal import CProtobufC

/// Rewrites a message so that each field that can stand once stands once.
///
/// Protobuf lets such a field come again: the last number or text counts, messages are merged. protobuf-c loses numbers
/// when it merges, refuses some messages, and copies all that went before each time, so that a message of a few
/// megabytes could keep it busy for hours. Merging is joining the bytes, which costs no more than reading them.
///
/// Source: protobuf, "Encoding", "Last One Wins".
struct WireMerger {
    typealias Descriptor = UnsafePointer<ProtobufCMessageDescriptor>

    /// What stands at one place of a message: a field, and for a message the bytes of all that came, joined.
    private struct Single {
        var field: UnsafePointer<ProtobufCFieldDescriptor>
        var bytes: [UInt8]
    }

    /// - Parameter bytes: A message that ``WireScanner`` has found right. Unknown fields are left out.
    static func merged(_ bytes: UnsafeRawBufferPointer, as descriptor: Descriptor) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var singles: [UInt32: Single] = [:]
        var rest = bytes[...]
        while let start = rest.indices.first, let tag = varint(&rest) {
            guard let content = content(&rest, form: tag & 7) else { break }
            guard let field = protobuf_c_message_descriptor_get_field(descriptor, UInt32(truncatingIfNeeded: tag >> 3)) else { continue }
            let message = field.pointee.message
            if field.pointee.label == PROTOBUF_C_LABEL_REPEATED {
                if let message {
                    append(merged(UnsafeRawBufferPointer(rebasing: content), as: message), of: field, to: &output)
                } else {
                    output += bytes[start..<rest.startIndex]
                }
            } else if message == nil {
                singles[field.pointee.place] = Single(field: field, bytes: Array(bytes[start..<rest.startIndex]))
            } else if singles[field.pointee.place]?.field == field {
                singles[field.pointee.place]?.bytes += content
            } else {
                // Another member of a oneof gives way.
                singles[field.pointee.place] = Single(field: field, bytes: Array(content))
            }
        }
        for single in singles.values {
            if let message = single.field.pointee.message {
                append(single.bytes.withUnsafeBytes { merged($0, as: message) }, of: single.field, to: &output)
            } else {
                output += single.bytes
            }
        }
        return output
    }

    private static func append(_ message: [UInt8], of field: UnsafePointer<ProtobufCFieldDescriptor>, to output: inout [UInt8]) {
        append(UInt64(field.pointee.id) << 3 | 2, to: &output)
        append(UInt64(message.count), to: &output)
        output += message
    }

    /// What a field holds, without tag and length.
    private static func content(_ rest: inout Slice<UnsafeRawBufferPointer>, form: UInt64) -> Slice<UnsafeRawBufferPointer>? {
        let size: Int
        switch form {
        case 0:
            let start = rest.startIndex
            guard varint(&rest) != nil else { return nil }
            return rest.base[start..<rest.startIndex]
        case 1: size = 8
        case 2:
            guard let length = varint(&rest) else { return nil }
            size = Int(clamping: length)
        default: size = 4
        }
        guard size <= rest.count else { return nil }
        defer { rest = rest.dropFirst(size) }
        return rest.prefix(size)
    }

    private static func varint(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst() {
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    private static func append(_ number: UInt64, to output: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        output.append(UInt8(rest))
    }
}

extension ProtobufCFieldDescriptor {
    fileprivate var message: WireMerger.Descriptor? {
        type == PROTOBUF_C_TYPE_MESSAGE ? descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self) : nil
    }
}
