internal import GlueJSON

extension TelemetryFile {
    /// The form of a file that is written.
    public struct Format: Sendable, Hashable {
        public enum Encoding: Sendable, Hashable {
            /// One bare request; several with a varint length before each where the file holds several signals.
            case protobuf
            /// One request in OTLP/JSON a line.
            case jsonLines
        }

        public var encoding: Encoding
        public var isGzipped: Bool

        public init(_ encoding: Encoding, isGzipped: Bool = false) {
            self.encoding = encoding
            self.isGzipped = isGzipped
        }

        /// The form that a name asks for by its ending: `.pb` or `.jsonl`, either with `.gz`; nil for other endings.
        public init?(fileName: String) {
            let isGzipped = fileName.hasSuffix(".gz")
            let name = isGzipped ? fileName.dropLast(3) : fileName[...]
            if name.hasSuffix(".pb") {
                self.init(.protobuf, isGzipped: isGzipped)
            } else if name.hasSuffix(".jsonl") {
                self.init(.jsonLines, isGzipped: isGzipped)
            } else {
                return nil
            }
        }
    }

    /// The file's bytes. Nothing of what the schema has is lost in either form.
    public func bytes(_ format: Format) -> [UInt8] {
        let bytes =
            switch format.encoding {
            case .protobuf: protobuf
            case .jsonLines: jsonLines
            }
        return format.isGzipped ? Gzip.compress(bytes) : bytes
    }

    private var protobuf: [UInt8] {
        var messages: [[UInt8]] = []
        if !traces.resourceSpans.isEmpty { messages.append(traces.protobuf()) }
        if !logs.resourceLogs.isEmpty { messages.append(logs.protobuf()) }
        if !metrics.resourceMetrics.isEmpty { messages.append(metrics.protobuf()) }
        guard messages.count > 1 else { return messages.first ?? [] }
        return messages.flatMap { Self.varint($0.count) + $0 }
    }

    private var jsonLines: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: JSONValue) {
            value.write(into: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        if !traces.resourceSpans.isEmpty { append(traces.json) }
        if !logs.resourceLogs.isEmpty { append(logs.json) }
        if !metrics.resourceMetrics.isEmpty { append(metrics.json) }
        return bytes
    }

    private static func varint(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        return bytes
    }
}
