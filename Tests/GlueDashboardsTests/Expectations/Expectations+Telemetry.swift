extension Expectations {
    static let telemetry: [String: Expectation] = [
        "Spans taken": [{ $0.fromTheStart($0.sum($0.exported(.spans)), .spans, by: []) }],
        "Spans waiting": [{ [[:]: $0.waiting(.spans).values.reduce(0, +)] }],
        "Spans lost before an export": [{ $0.sum($0.overflowed) }],
        "Spans given up": [{ $0.sum($0.refused) }],
        "Part given up": [{ $0.ratio($0.refused, to: $0.exported(.spans)) }],
    ]
    .merging(signal(.spans, "spans")) { first, _ in first }
    .merging(signal(.logs, "log records")) { first, _ in first }
    .merging(signal(.metrics, "metrics")) { first, _ in first }

    private static func signal(_ signal: Facts.Signal, _ name: String) -> [String: Expectation] {
        [
            "Processed \(name)": [
                { $0.fromTheStart($0.perSecond($0.processed(signal), by: byDestination), signal, by: byDestination) }
            ],
            "Exported \(name)": [{ $0.fromTheStart($0.perSecond($0.exported(signal), by: byDestination), signal, by: byDestination) }],
            "Waiting \(name)": [{ $0.waiting(signal) }],
            "Lost \(name)": [
                { $0.perSecond(signal == .spans ? $0.overflowed : [], by: byDestination + byError) },
                { $0.perSecond(signal == .spans ? $0.refused : [], by: byDestination + byError) },
            ],
        ]
    }
}
