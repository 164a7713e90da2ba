import GlueEncoding
import GlueOTLP

/// Spans that came together, without their content: one piece of compressed OTLP, as small as spans get.
///
/// Their trees are read by inflating the chunks that a trace lies in. A filter tells which attributes a chunk has for certain not.
struct SpanChunk: Sendable {
    var spans: Int
    /// When the first of its spans began, in microseconds since 1970.
    var earliest: Int64
    /// An `ExportTraceServiceRequest`, compressed.
    var data: [UInt8]
    /// Of `key=value` and of each key.
    var filter: [UInt8]

    /// More spans than this go into another chunk: opening a trace reads whole ones.
    static let most = 1024
    /// How many bytes may come out of a chunk: more than any request may have.
    private static let limit = 1 << 30

    init(_ traces: OTLP.Traces) {
        spans = traces.resourceSpans.reduce(0) { $0 + $1.scopeSpans.reduce(0) { $0 + $1.spans.count } }
        var earliest = UInt64.max
        for resource in traces.resourceSpans {
            for scope in resource.scopeSpans { for span in scope.spans { earliest = min(earliest, span.startTimeUnixNano) } }
        }
        self.earliest = Int64(clamping: earliest / 1000)
        data = Gzip.compress(traces.protobuf(), level: .fastest)
        filter = Self.filter(traces)
    }

    /// - Throws: Where the file is damaged.
    static func traces(_ data: [UInt8]) throws -> OTLP.Traces {
        try OTLP.Traces(protobuf: try Gzip.decompress(data, limit: limit))
    }

    /// - Throws: Where the file is damaged.
    static func content(_ data: [UInt8]) throws -> OTLP.Span {
        try OTLP.Span(packed: try Gzip.decompress(data, limit: limit))
    }

    private static func filter(_ traces: OTLP.Traces) -> [UInt8] {
        var hashes: Set<UInt64> = []
        func add(_ attribute: OTLP.KeyValue) {
            guard let text = AttributeText.text(attribute.value) else { return }
            hashes.insert(BloomFilter.hash(attribute.key, text))
        }
        for resource in traces.resourceSpans {
            for attribute in resource.resource?.attributes ?? [] { add(attribute) }
            for scope in resource.scopeSpans {
                for span in scope.spans { for attribute in span.attributes { add(attribute) } }
            }
        }
        var filter = BloomFilter(capacity: hashes.count)
        for hash in hashes { filter.insert(hash) }
        return filter.bytes
    }
}

/// An attribute's value as it is searched for.
enum AttributeText {
    /// Nil for what cannot be asked for in a line.
    static func text(_ value: OTLP.AnyValue?) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
        case .bool(let value): value ? "true" : "false"
        default: nil
        }
    }
}
