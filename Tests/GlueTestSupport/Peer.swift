import Foundation
public import GlueJSON
import Testing

/// The real opentelemetry-proto, in Python: what it makes of bytes and JSON.
public enum Peer {
    /// Which of the three requests a message is.
    public enum Signal: String, CaseIterable, Sendable {
        case traces, logs, metrics
    }

    /// Reads a list of messages as hexadecimal digits; writes each decoded and encoded again by the peer, deterministically,
    /// and in protobuf's JSON, where ids and bytes alike are base64.
    public static func decode(_ messages: [[UInt8]], _ signal: Signal) async throws -> [(protobuf: [UInt8], json: JSONValue)] {
        let lines = messages.map { Hexadecimal.digits($0) }.joined(separator: "\n")
        let answers = try await run("decode", signal, lines)
        return try answers.map { answer in
            (try #require(Hexadecimal.bytes(answer["protobuf"]?.string ?? "")), try #require(answer["json"]))
        }
    }

    /// Reads a list of messages in protobuf's JSON and returns what the peer encodes them to.
    public static func encode(_ messages: [JSONValue], _ signal: Signal) async throws -> [[UInt8]] {
        let answers = try await run("encode", signal, messages.map { $0.text() }.joined(separator: "\n"))
        return try answers.map { try #require(Hexadecimal.bytes($0["protobuf"]?.string ?? "")) }
    }

    /// Every field and enum value that the peer's requests and responses reach, one a line, sorted; a oneof is told by its members.
    public static func descriptors() async throws -> [String] {
        let outcome = try await Program.python(.otlp, script: descriptorScript).run()
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        return outcome.text.split(separator: "\n").map(String.init)
    }

    private static func run(_ verb: String, _ signal: Signal, _ lines: String) async throws -> [JSONValue] {
        let outcome = try await Program.python(.otlp, script: script, [verb, signal.rawValue]).run(input: Array(lines.utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        return try outcome.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8), depthLimit: 1024) }
    }

    private static let script = """
        import sys, json
        from google.protobuf import json_format
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
        from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
        verb, signal = sys.argv[1:]
        kind = {"traces": ExportTraceServiceRequest, "logs": ExportLogsServiceRequest, "metrics": ExportMetricsServiceRequest}[signal]
        for line in sys.stdin.read().split("\\n"):
            message = kind()
            if verb == "decode":
                message.ParseFromString(bytes.fromhex(line))
            else:
                json_format.Parse(line, message, max_recursion_depth=1000)
            answer = {"protobuf": message.SerializeToString(deterministic=True).hex()}
            if verb == "decode":
                answer["json"] = json_format.MessageToDict(message, use_integers_for_enums=True)
            print(json.dumps(answer))
        """

    private static let descriptorScript = """
        from google.protobuf.descriptor import FieldDescriptor as F
        from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as traces
        from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as logs
        from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as metrics
        types = {getattr(F, n): n[5:].lower() for n in dir(F) if n.startswith("TYPE_")}
        seen, lines = set(), []
        def enum(e):
            if e.full_name in seen: return
            seen.add(e.full_name)
            lines.extend(f"{e.full_name}.{v.name} = {v.number}" for v in e.values)
        def walk(m):
            if m.full_name in seen: return
            seen.add(m.full_name)
            for f in m.fields:
                oneof = "+".join(sorted(o.name for o in f.containing_oneof.fields)) if f.containing_oneof else "-"
                kind = types[f.type]
                if f.message_type: kind += " " + f.message_type.full_name
                if f.enum_type: kind += " " + f.enum_type.full_name
                label = "repeated" if f.is_repeated else "single"
                lines.append(f"{m.full_name}.{f.name} = {f.number} {label} {kind} oneof {oneof}")
                if f.message_type: walk(f.message_type)
                if f.enum_type: enum(f.enum_type)
        for module in (traces, logs, metrics):
            for message in module.DESCRIPTOR.message_types_by_name.values(): walk(message)
        print("\\n".join(sorted(lines)))
        """
}

/// Bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
    public static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil where the text is no such digits.
    public static func bytes(_ digits: String) -> [UInt8]? {
        let digits = Array(digits.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension JSONValue {
    /// The same message as protobuf's own JSON has it: ids in base64 like all bytes.
    public var withBase64IDs: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.withBase64IDs))
        case .object(let object):
            .object(
                JSONObject(
                    object.map { key, value in
                        let isID = ["traceId", "spanId", "parentSpanId"].contains(key)
                        guard isID, let bytes = value.string.flatMap(Hexadecimal.bytes) else { return (key, value.withBase64IDs) }
                        return (key, .string(Data(bytes).base64EncodedString()))
                    }
                )
            )
        default: self
        }
    }
}
