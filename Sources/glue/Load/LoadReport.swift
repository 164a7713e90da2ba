import GlueJSON
import GlueTelemetry

/// What `glue load` answers: the ledger, and how long it took.
struct LoadReport {
    var ledger: Ledger
    /// How long spans were made.
    var produced: Duration
    /// Until the last was sent, too.
    var seconds: Duration
    var memory: MemoryWatch.Figures

    /// Whether every span is accounted for and none was dropped.
    var isComplete: Bool { ledger.addsUp && ledger.destinations.allSatisfy { $0.allDropped == 0 } }

    var json: JSONValue {
        // There is one destination; of several, the least that any of them took.
        let acknowledged = ledger.destinations.map(\.acknowledged).min() ?? 0
        let queued = ledger.destinations.map(\.queued).max() ?? 0
        let dropped = ledger.destinations.reduce(into: [DropReason: Int]()) { all, destination in
            all.merge(destination.dropped) { max($0, $1) }
        }
        return [
            "ended": .integer(Int64(ledger.ended)),
            "acknowledged": .integer(Int64(acknowledged)),
            "queued": .integer(Int64(queued)),
            "dropped": Self.json(dropped),
            "seconds": .number(seconds / .seconds(1)),
            "produced_seconds": .number(produced / .seconds(1)),
            "spans_per_second": .number(seconds > .zero ? (Double(acknowledged) / (seconds / .seconds(1))).rounded() : 0),
            "memory": memory.json,
            "destinations": .object(
                JSONObject(
                    ledger.destinations.map { destination in
                        (
                            destination.name,
                            [
                                "acknowledged": .integer(Int64(destination.acknowledged)),
                                "queued": .integer(Int64(destination.queued)),
                                "dropped": Self.json(destination.dropped),
                            ]
                        )
                    }
                )
            ),
        ]
    }

    private static func json(_ dropped: [DropReason: Int]) -> JSONValue {
        .object(
            JSONObject(
                dropped.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    ($0.key.rawValue, .integer(Int64($0.value)))
                }
            )
        )
    }
}
