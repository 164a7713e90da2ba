import Foundation
import GlueJSON
import GlueOTLP

extension OTLP.Span {
    /// Reads a span as MLflow gives it back: OTLP with the names of protobuf, ids in base64, numbers as such.
    init(mlflow json: JSONValue) {
        self.init(
            traceID: Self.traceID(json["trace_id"]),
            spanID: Self.spanID(json["span_id"]),
            parentSpanID: Self.spanID(json["parent_span_id"]),
            name: json["name"]?.string ?? "",
            startTimeUnixNano: Self.nanoseconds(json["start_time_unix_nano"]),
            endTimeUnixNano: Self.nanoseconds(json["end_time_unix_nano"]),
            attributes: Self.attributes(json["attributes"]),
            events: (json["events"]?.array ?? []).map { event in
                OTLP.Event(
                    timeUnixNano: Self.nanoseconds(event["time_unix_nano"]),
                    name: event["name"]?.string ?? "",
                    attributes: Self.attributes(event["attributes"])
                )
            },
            status: Self.status(json["status"])
        )
        links = (json["links"]?.array ?? []).map { link in
            OTLP.Link(
                traceID: Self.traceID(link["trace_id"]),
                spanID: Self.spanID(link["span_id"]),
                attributes: Self.attributes(link["attributes"])
            )
        }
    }

    private static func bytes(_ json: JSONValue?) -> [UInt8] { json?.string.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } ?? [] }

    private static func traceID(_ json: JSONValue?) -> OTLP.TraceID {
        let bytes = bytes(json)
        return bytes.count == 16 ? OTLP.TraceID(high: number(bytes[..<8]), low: number(bytes[8...])) : .none
    }

    private static func spanID(_ json: JSONValue?) -> OTLP.SpanID {
        let bytes = bytes(json)
        return bytes.count == 8 ? OTLP.SpanID(number(bytes[...])) : .none
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func nanoseconds(_ json: JSONValue?) -> UInt64 {
        json?.integer.flatMap { UInt64(exactly: $0) } ?? json?.string.flatMap { UInt64($0) } ?? 0
    }

    private static func status(_ json: JSONValue?) -> OTLP.Status? {
        switch json?["code"]?.string {
        case "STATUS_CODE_OK": OTLP.Status(code: .ok, message: json?["message"]?.string ?? "")
        case "STATUS_CODE_ERROR": OTLP.Status(code: .error, message: json?["message"]?.string ?? "")
        default: nil
        }
    }

    private static func attributes(_ json: JSONValue?) -> [OTLP.KeyValue] {
        (json?.array ?? []).map { OTLP.KeyValue($0["key"]?.string ?? "", value($0["value"])) }
    }

    private static func value(_ json: JSONValue?) -> OTLP.AnyValue {
        guard let json else { return .empty }
        if let text = json["string_value"]?.string { return .string(text) }
        if let flag = json["bool_value"]?.bool { return .bool(flag) }
        if let number = json["int_value"] { return .int(number.integer ?? number.string.flatMap { Int64($0) } ?? 0) }
        if let number = json["double_value"] { return .double(MetricValue.plain(number) ?? .nan) }
        if let list = json["array_value"] { return .array((list["values"]?.array ?? []).map(value)) }
        if let map = json["kvlist_value"] { return .map(attributes(map["values"])) }
        if let bytes = json["bytes_value"] { return .bytes(Self.bytes(bytes)) }
        return .empty
    }
}
