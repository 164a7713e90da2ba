internal import COTLP
internal import CProtobufC

/// Walks over the bytes of a message before protobuf-c decodes them.
///
/// protobuf-c answers bad bytes with no message and no reason; this finds field and offset. It also bounds the depth, so
/// that no message can exhaust the stack of the decoder.
struct WireScanner {
    typealias Descriptor = UnsafePointer<ProtobufCMessageDescriptor>

    private let bytes: UnsafeRawBufferPointer
    private let anyValue: Descriptor?
    /// Whether a field that can stand once stands twice in a message, or looks as if it did; see ``WireMerger``.
    private(set) var hasRepeats = false

    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        anyValue = Unpacking.descriptor(opentelemetry__proto__common__v1__any_value__init)
    }

    mutating func scan(as descriptor: Descriptor) throws(OTLPError) { try scan(0..<bytes.count, descriptor, depth: -1) }

    /// - Parameter depth: How many values are around the message, itself counted. Only values nest in values, so this
    ///   bounds all messages.
    private mutating func scan(_ range: Range<Int>, _ descriptor: Descriptor, depth: Int) throws(OTLPError) {
        let depth = descriptor == anyValue ? depth + 1 : depth
        guard depth <= OTLP.AnyValue.depthLimit else {
            throw OTLPError(.tooDeep(limit: OTLP.AnyValue.depthLimit), offset: range.lowerBound)
        }
        var position = range.lowerBound
        var seen: UInt64 = 0
        while position < range.upperBound {
            let start = position
            let (number, form) = try tag(&position, range.upperBound)
            let field = protobuf_c_message_descriptor_get_field(descriptor, number)
            if let field, field.pointee.label != PROTOBUF_C_LABEL_REPEATED {
                // Fields of four bytes and more at different places have different bits as far as 64 bits go.
                let bit: UInt64 = 1 << UInt64(field.pointee.place / 4 % 64)
                hasRepeats = hasRepeats || seen & bit != 0
                seen |= bit
            }
            do throws(OTLPError) {
                try value(&position, range.upperBound, form, field, depth)
            } catch {
                guard let field else { throw error }
                throw error.within(name(of: field, at: start, from: range.lowerBound))
            }
        }
    }

    /// The forms in which a field can stand on the wire.
    private enum Form: UInt64 {
        case varint = 0
        case eightBytes = 1
        case delimited = 2
        case groupStart = 3
        case groupEnd = 4
        case fourBytes = 5
    }

    private func tag(_ position: inout Int, _ end: Int) throws(OTLPError) -> (number: UInt32, form: Form) {
        let start = position
        let tag = try varint(&position, end, longest: Self.shortNumber)
        guard let form = Form(rawValue: tag & 7), let number = UInt32(exactly: tag >> 3), number > 0, number < 1 << 29 else {
            throw OTLPError(.malformedNumber, offset: start)
        }
        return (number, form)
    }

    private mutating func value(
        _ position: inout Int,
        _ end: Int,
        _ form: Form,
        _ field: UnsafePointer<ProtobufCFieldDescriptor>?,
        _ depth: Int
    ) throws(OTLPError) {
        let start = position
        if let field, !Self.can(field.pointee, stand: form) { throw OTLPError(.wrongForm, offset: start) }
        switch form {
        case .varint: _ = try varint(&position, end)
        case .eightBytes: try skip(8, &position, end)
        case .fourBytes: try skip(4, &position, end)
        case .groupStart, .groupEnd: throw OTLPError(.group, offset: start)
        case .delimited:
            let length = try varint(&position, end, longest: Self.shortNumber)
            guard length <= UInt64(end - position) else { throw OTLPError(.truncated, offset: start) }
            let content = position..<(position + Int(length))
            position = content.upperBound
            if let field { try self.content(content, of: field.pointee, depth) }
        }
    }

    private mutating func content(_ content: Range<Int>, of field: ProtobufCFieldDescriptor, _ depth: Int) throws(OTLPError) {
        switch field.type {
        case PROTOBUF_C_TYPE_MESSAGE:
            guard let message = field.descriptor else { return }
            try scan(content, message.assumingMemoryBound(to: ProtobufCMessageDescriptor.self), depth: depth)
        case PROTOBUF_C_TYPE_BYTES:
            guard let expected = Self.idLength(of: field), !content.isEmpty, content.count != expected else { return }
            throw OTLPError(.idLength(found: content.count, expected: expected), offset: content.lowerBound)
        case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE:
            guard content.count % 8 == 0 else { throw OTLPError(.truncated, offset: content.lowerBound) }
        case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT:
            guard content.count % 4 == 0 else { throw OTLPError(.truncated, offset: content.lowerBound) }
        default:
            // Packed numbers.
            var position = content.lowerBound
            while position < content.upperBound { _ = try varint(&position, content.upperBound) }
        }
    }

    /// How many bytes an id has; nil for bytes that are no id.
    private static func idLength(of field: ProtobufCFieldDescriptor) -> Int? {
        // Texts, which are most of all, are told by their default: to compare names takes longer than all the rest.
        guard field.default_value == nil else { return nil }
        return switch String(cString: field.name) {
        case "trace_id": 16
        case "span_id", "parent_span_id": 8
        default: nil
        }
    }

    private static func can(_ field: ProtobufCFieldDescriptor, stand form: Form) -> Bool {
        // Groups are refused by name, whatever field they stand for.
        if form == .groupStart || form == .groupEnd { return true }
        switch field.type {
        case PROTOBUF_C_TYPE_MESSAGE, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_STRING: return form == .delimited
        case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE:
            return form == .eightBytes || isPacked(field, form)
        case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT:
            return form == .fourBytes || isPacked(field, form)
        default: return form == .varint || isPacked(field, form)
        }
    }

    private static func isPacked(_ field: ProtobufCFieldDescriptor, _ form: Form) -> Bool {
        form == .delimited && field.label == PROTOBUF_C_LABEL_REPEATED
    }

    private func skip(_ count: Int, _ position: inout Int, _ end: Int) throws(OTLPError) {
        guard end - position >= count else { throw OTLPError(.truncated, offset: position) }
        position += count
    }

    /// How many bytes a tag or a length may have, also where the last of them add nothing: no reader takes more.
    private static let shortNumber = 5

    private func varint(_ position: inout Int, _ end: Int, longest: Int = 10) throws(OTLPError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 7 * longest, by: 7) {
            guard position < end else { throw OTLPError(.truncated, offset: start) }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw OTLPError(.malformedNumber, offset: start)
    }

    /// A field's name and, where it is repeated, its place among its like: counted only once something is wrong.
    private func name(of field: UnsafePointer<ProtobufCFieldDescriptor>, at start: Int, from first: Int) -> String {
        let name = String(cString: field.pointee.name)
        guard field.pointee.label == PROTOBUF_C_LABEL_REPEATED else { return name }
        var index = 0
        var position = first
        var scanner = self
        while position < start {
            // All before the fault was read already, so nothing is thrown here.
            guard let (number, form) = try? tag(&position, start), (try? scanner.value(&position, start, form, nil, 0)) != nil else {
                break
            }
            if number == field.pointee.id { index += 1 }
        }
        return "\(name)[\(index)]"
    }
}

extension ProtobufCFieldDescriptor {
    /// Where the field stands in its struct; the members of a oneof stand in one place.
    var place: UInt32 { flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) != 0 ? quantifier_offset : offset }
}
