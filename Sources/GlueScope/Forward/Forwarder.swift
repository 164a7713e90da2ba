import Foundation
import GlueJournal
import GlueOTLP
public import GlueTelemetry
import Synchronization

/// Passes everything on that a scope received, to a collector that it outgrew it for: Tempo, Jaeger, ClickHouse, MLflow.
///
/// What was stored goes into a journal first, so that a collector that is down or slow holds up no sender and loses nothing: it gets
/// all of it once it is back, also from the next process.
public final class Forwarder: Sendable {
    let journal: Journal
    let destinations: [OTLP.Signal: OTLPHTTPDestination]
    private let scope: UInt32
    private let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameters:
    ///   - collector: Its base URL, such as `http://tempo:4318`.
    ///   - headers: Sent along, such as credentials.
    ///   - directory: Where the journal lies.
    /// - Throws: Where the URL is none.
    public init(
        to collector: String,
        headers: [OTLPHTTPSettings.Header] = [],
        directory: JournalDirectory
    ) throws(OTLPHTTPSettingsError) {
        var destinations: [OTLP.Signal: OTLPHTTPDestination] = [:]
        for signal in OTLP.Signal.allCases {
            var settings = OTLPHTTPSettings(signal, endpoint: OTLPHTTPSettings.endpoint(base: collector, signal))
            settings.headers = headers
            settings.wantsContent = true
            destinations[signal] = try OTLPHTTPDestination(settings)
        }
        self.destinations = destinations
        journal = Journal(
            signal: .traces,
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", .string("glue-scope"))]),
            lanes: [collector],
            directory: directory,
            limits: JournalLimits(bytes: 64 << 20),
            wakeAt: 1,
            now: { UInt64(Date().timeIntervalSince1970 * 1e9) }
        )
        scope = journal.intern(scope: OTLP.Scope(name: "GlueScope").packed())
    }

    /// What became of the requests.
    public var ledger: Ledger { journal.ledger }

    /// Puts a request into the journal.
    func forward(_ kind: OTLP.Signal, _ request: [UInt8]) {
        guard !request.isEmpty else { return }
        if request.count > Self.largest, let (first, second) = RequestHalves(kind, request)?.halves {
            forward(kind, first)
            forward(kind, second)
            return
        }
        let header = RecordHeader(
            kind: .entry,
            scope: scope,
            timeUnixNano: UInt64(Date().timeIntervalSince1970 * 1e9),
            base: request.count + 1
        )
        _ = journal.place(header) { bytes in
            bytes[0] = Self.code(kind)
            (bytes + 1).update(from: request, count: request.count)
        }
        signal.yield()
    }

    /// Larger requests go in parts, each of which fits a segment of the journal.
    private static let largest = 4 << 20

    private static func code(_ kind: OTLP.Signal) -> UInt8 {
        switch kind {
        case .traces: 1
        case .logs: 2
        case .metrics: 3
        }
    }

    private static func kind(_ code: UInt8) -> OTLP.Signal? { OTLP.Signal.allCases.first { Self.code($0) == code } }

    /// Sends until the task is cancelled; what is left waits for the next process.
    public func run() async {
        _ = journal.adopt()
        var pause = Duration.seconds(1)
        var wakeUps = signals.makeAsyncIterator()
        while !Task.isCancelled {
            guard let batch = journal.read(lane: 0, records: 1) else {
                _ = await wakeUps.next()
                continue
            }
            var request: (kind: OTLP.Signal, bytes: [UInt8])?
            batch.forEach { record in
                guard let kind = record.payload.first.flatMap(Self.kind) else { return }
                request = (kind, [UInt8](record.payload.dropFirst()))
            }
            guard let request else {
                journal.settle(batch, acknowledged: 0, dropped: [.damaged: 1])
                continue
            }
            while !Task.isCancelled {
                guard let dropped = await send(request.kind, request.bytes) else {
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(30))
                    continue
                }
                pause = .seconds(1)
                journal.settle(batch, acknowledged: dropped ? 0 : 1, dropped: dropped ? [.rejected: 1] : [:])
                break
            }
        }
        for destination in destinations.values { await destination.close() }
        journal.finish()
    }

    /// Sends a request, in halves where the collector calls it bad or too large.
    ///
    /// - Returns: Whether something of it was refused for good; nil where it should be sent again.
    private func send(_ kind: OTLP.Signal, _ bytes: [UInt8]) async -> Bool? {
        guard let destination = destinations[kind] else { return true }
        switch await destination.send(request: bytes) {
        case .delivered: return false
        case .refused: return true
        case .unavailable: return nil
        case .invalid, .tooLarge:
            guard let (first, second) = RequestHalves(kind, bytes)?.halves else { return true }
            guard let one = await send(kind, first), let other = await send(kind, second) else { return nil }
            return one || other
        }
    }
}
