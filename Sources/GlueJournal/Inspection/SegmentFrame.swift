import GlueOTLP

/// The records of a segment as one export request.
///
/// Source: opentelemetry-proto, ResourceSpans, ResourceLogs and ResourceMetrics 1, 2, 3; ScopeSpans and its like 1, 2. They
/// have the same numbers for all signals.
struct SegmentFrame {
    private let header: SegmentHeader
    private var groups: [(scope: [UInt8], records: [UInt8])] = []

    init(_ header: SegmentHeader) { self.header = header }

    /// - Parameter scope: A packed Scope; nil where it is not known.
    mutating func add(_ record: UnsafeRawBufferPointer, scope: UnsafeRawBufferPointer?) {
        let scope = [UInt8](scope ?? UnsafeRawBufferPointer(start: nil, count: 0))
        let index = groups.lastIndex { $0.scope == scope } ?? groups.count
        if index == groups.count { groups.append((scope, [])) }
        Self.put(2, record, to: &groups[index].records)
    }

    private var request: [UInt8] {
        var resource: [UInt8] = []
        Self.put(1, header.resource, to: &resource)
        for group in groups {
            var message: [UInt8] = []
            Self.put(1, group.scope, to: &message)
            message += group.records
            Self.put(2, message, to: &resource)
        }
        if !header.schemaURL.isEmpty { Self.put(3, header.schemaURL, to: &resource) }
        var request: [UInt8] = []
        Self.put(1, resource, to: &request)
        return request
    }

    /// The request as values; empty where the records are no messages, whatever their checksums say.
    var telemetry: TelemetryFile {
        guard !groups.isEmpty else { return TelemetryFile() }
        switch header.signal {
        case .traces: return TelemetryFile(traces: (try? OTLP.Traces(protobuf: request)) ?? OTLP.Traces())
        case .metrics: return TelemetryFile(metrics: (try? OTLP.Metrics(protobuf: request)) ?? OTLP.Metrics())
        case .logs: return TelemetryFile(logs: (try? OTLP.Logs(protobuf: request)) ?? OTLP.Logs())
        }
    }

    private static func put(_ field: UInt8, _ bytes: some Collection<UInt8>, to target: inout [UInt8]) {
        target.append(field << 3 | 2)
        var length = UInt64(bytes.count)
        while length > 0x7F {
            target.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        target.append(UInt8(length))
        target += bytes
    }
}
