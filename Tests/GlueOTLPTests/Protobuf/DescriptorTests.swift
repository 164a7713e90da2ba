import COTLP
import CProtobufC
import Foundation
import GlueTestSupport
import Testing

@Suite("Descriptors")
struct DescriptorTests {
    @Test("Our messages equal those of opentelemetry-proto, field by field", .needs(.otlp))
    func fields() async throws {
        var walk = DescriptorWalk(textInBytes: try ProtoFiles.textInBytes())
        walk.add(opentelemetry__proto__collector__trace__v1__export_trace_service_request__init)
        walk.add(opentelemetry__proto__collector__trace__v1__export_trace_service_response__init)
        walk.add(opentelemetry__proto__collector__logs__v1__export_logs_service_request__init)
        walk.add(opentelemetry__proto__collector__logs__v1__export_logs_service_response__init)
        walk.add(opentelemetry__proto__collector__metrics__v1__export_metrics_service_request__init)
        walk.add(opentelemetry__proto__collector__metrics__v1__export_metrics_service_response__init)
        let ours = walk.lines.sorted()
        let theirs = try await Peer.descriptors().sorted()
        #expect(theirs.count > 150)
        #expect(Set(theirs).subtracting(ours).sorted() == [], "missing here")
        #expect(Set(ours).subtracting(theirs).sorted() == [], "not in opentelemetry-proto")
        #expect(ours == theirs)
    }
}

/// Collects the fields of the C messages as lines such as `opentelemetry.proto.trace.v1.Span.name = 5 single string oneof -`.
private struct DescriptorWalk {
    private(set) var lines: [String] = []
    private var seen: Set<String> = []
    private let textInBytes: Set<String>

    init(textInBytes: Set<String>) { self.textInBytes = textInBytes }

    mutating func add<Message>(_ initialize: (UnsafeMutablePointer<Message>?) -> Void) {
        withUnsafeTemporaryAllocation(of: Message.self, capacity: 1) { place in
            initialize(place.baseAddress)
            guard let start = place.baseAddress else { return }
            add(UnsafeRawPointer(start).assumingMemoryBound(to: ProtobufCMessage.self).pointee.descriptor)
        }
    }

    private mutating func add(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>?) {
        guard let message = descriptor?.pointee, seen.insert(String(cString: message.name)).inserted else { return }
        let fields = UnsafeBufferPointer(start: message.fields, count: Int(message.n_fields))
        for field in fields {
            let name = "\(String(cString: message.name)).\(String(cString: field.name))"
            let label = field.label == PROTOBUF_C_LABEL_REPEATED ? "repeated" : "single"
            let oneof = fields.filter { field.isInOneof && $0.isInOneof && $0.quantifier_offset == field.quantifier_offset }
            let members = oneof.isEmpty ? "-" : oneof.map { String(cString: $0.name) }.sorted().joined(separator: "+")
            lines.append("\(name) = \(field.id) \(label) \(type(of: field, named: name)) oneof \(members)")
            switch field.type {
            case PROTOBUF_C_TYPE_MESSAGE: add(field.descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self))
            case PROTOBUF_C_TYPE_ENUM: add(field.descriptor?.assumingMemoryBound(to: ProtobufCEnumDescriptor.self))
            default: break
            }
        }
    }

    private mutating func add(_ descriptor: UnsafePointer<ProtobufCEnumDescriptor>?) {
        guard let descriptor = descriptor?.pointee, seen.insert(String(cString: descriptor.name)).inserted else { return }
        for value in UnsafeBufferPointer(start: descriptor.values, count: Int(descriptor.n_values)) {
            lines.append("\(String(cString: descriptor.name)).\(String(cString: value.name)) = \(value.value)")
        }
    }

    private func type(of field: ProtobufCFieldDescriptor, named name: String) -> String {
        switch field.type {
        case PROTOBUF_C_TYPE_INT32: "int32"
        case PROTOBUF_C_TYPE_SINT32: "sint32"
        case PROTOBUF_C_TYPE_SFIXED32: "sfixed32"
        case PROTOBUF_C_TYPE_INT64: "int64"
        case PROTOBUF_C_TYPE_SINT64: "sint64"
        case PROTOBUF_C_TYPE_SFIXED64: "sfixed64"
        case PROTOBUF_C_TYPE_UINT32: "uint32"
        case PROTOBUF_C_TYPE_FIXED32: "fixed32"
        case PROTOBUF_C_TYPE_UINT64: "uint64"
        case PROTOBUF_C_TYPE_FIXED64: "fixed64"
        case PROTOBUF_C_TYPE_FLOAT: "float"
        case PROTOBUF_C_TYPE_DOUBLE: "double"
        case PROTOBUF_C_TYPE_BOOL: "bool"
        case PROTOBUF_C_TYPE_STRING: "string"
        case PROTOBUF_C_TYPE_BYTES: textInBytes.contains(name) ? "string" : "bytes"
        case PROTOBUF_C_TYPE_ENUM:
            "enum "
                + (field.descriptor.map { String(cString: $0.assumingMemoryBound(to: ProtobufCEnumDescriptor.self).pointee.name) } ?? "?")
        case PROTOBUF_C_TYPE_MESSAGE:
            "message "
                + (field.descriptor.map { String(cString: $0.assumingMemoryBound(to: ProtobufCMessageDescriptor.self).pointee.name) } ?? "?")
        default: "unknown type \(field.type.rawValue)"
        }
    }
}

extension ProtobufCFieldDescriptor {
    fileprivate var isInOneof: Bool { flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0 }
}

/// Our own schema files.
private enum ProtoFiles {
    /// The full names of the strings that protobuf-c hands out as bytes, so that they need no terminator and may be no UTF-8.
    static func textInBytes() throws -> Set<String> {
        let folder = URL(fileURLWithPath: Fixtures.path("")).appendingPathComponent("../../proto").standardized
        var names: Set<String> = []
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "proto" {
            var scope: [String] = []
            var package = ""
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split { " ;".contains($0) }
                switch words.first {
                case "package": package = String(words[1])
                case "message": scope.append(String(words[1]))
                case "oneof", "enum", "service": scope.append("")
                default:
                    guard let type = words.firstIndex(of: "string"), line.contains("(pb_c_field).string_as_bytes = true") else { break }
                    names.insert(([package] + scope.filter { !$0.isEmpty } + [String(words[type + 1])]).joined(separator: "."))
                }
                if line.contains("}"), !line.contains("{") { scope.removeLast() }
            }
        }
        return names
    }
}
