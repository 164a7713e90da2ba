import GlueOTLP

/// A request in two, so that one bad or large record does not cost the others.
struct RequestHalves {
    /// Nil where there is but one record.
    let halves: ([UInt8], [UInt8])?

    /// Nil where the bytes are no request.
    init?(_ signal: OTLP.Signal, _ bytes: [UInt8]) {
        switch signal {
        case .traces:
            guard let traces = try? OTLP.Traces(protobuf: bytes) else { return nil }
            let middle = traces.spans.count / 2
            var place = 0
            let first = traces.filtered { _ in
                place += 1
                return place <= middle
            }
            place = 0
            let second = traces.filtered { _ in
                place += 1
                return place > middle
            }
            halves = middle > 0 ? (first.protobuf(), second.protobuf()) : nil
        case .logs:
            guard let logs = try? OTLP.Logs(protobuf: bytes) else { return nil }
            halves = Self.split(logs.resourceLogs).map { (OTLP.Logs($0).protobuf(), OTLP.Logs($1).protobuf()) }
        case .metrics:
            guard let metrics = try? OTLP.Metrics(protobuf: bytes) else { return nil }
            halves = Self.split(metrics.resourceMetrics).map { (OTLP.Metrics($0).protobuf(), OTLP.Metrics($1).protobuf()) }
        }
    }

    private static func split<Group>(_ groups: [Group]) -> ([Group], [Group])? {
        guard groups.count > 1 else { return nil }
        return (Array(groups[..<(groups.count / 2)]), Array(groups[(groups.count / 2)...]))
    }
}
