import GlueJournal
import GlueOTLP
import GlueTelemetry

/// The state of a journal, and what of it would be exported.
struct JournalDiagnosis: Sendable {
    var folder: String
    var segments: [SegmentReport]
    /// Files that are no segments although they are called so, with the reason.
    var unreadable: [String: String]
    /// Where the bytes of damaged segments are.
    var keptAside: [String]
    /// Where the records are that a destination would not take.
    var rejected: [String]
    /// What waits for each destination that is configured, by its name.
    var waiting: [(destination: String, signal: OTLP.Signal, records: Int)]

    init(_ inspection: JournalInspection, folder: String, for destinations: [any TelemetryDestination]) {
        self.folder = folder
        segments = inspection.segments
        unreadable = inspection.unreadable
        keptAside = inspection.keptAside
        rejected = inspection.rejected
        let queued = inspection.segments.filter { $0.area == .queue }
        waiting = destinations.flatMap { destination in
            OTLP.Signal.allCases.filter(destination.signals.contains).map { signal in
                let records = queued.lazy.filter { $0.signal == signal }.map { $0.waiting(for: destination.name) }.reduce(0, +)
                return (destination.name, signal, records)
            }
        }
    }

    var damaged: Int { segments.reduce(0) { $0 + $1.damaged } }
    /// A record of a living process that is not whole is just being written.
    var isSound: Bool { unreadable.isEmpty && !segments.contains { $0.isDamaged && !$0.isAlive } }
}

extension SegmentReport {
    func waiting(for destination: String) -> Int {
        records - (acknowledged[destination] ?? 0) - (dropped[destination] ?? 0)
    }
}
