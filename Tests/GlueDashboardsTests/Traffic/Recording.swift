import AsyncHTTPClient
import GlueOTLP
import GlueTelemetry
import GlueTestSupport
import Logging
import NIOCore
import NIOHTTP1

/// What came of one kind of traffic: what each scrape brought, and the spans that tell what really happened.
struct Recording: Sendable {
    let traffic: Traffic
    /// The bodies as they came over HTTP, one a scrape.
    private(set) var scrapes: [String] = []
    /// As the exporter sent them.
    private(set) var spans: [OTLP.Span] = []
    /// Those that the destination refused which refuses.
    private(set) var refused: Set<OTLP.SpanID> = []
    /// When each span ended, whether or not it was sent, in nanoseconds since 1970.
    private(set) var ends: [OTLP.SpanID: UInt64] = [:]
    /// When each log record was made, likewise.
    private(set) var logs: [UInt64] = []
    /// How many metrics the destination had by each scrape, over all processes.
    private(set) var metrics: [Int] = []

    init(of traffic: Traffic) async throws {
        self.traffic = traffic
        let clock = ServiceClock(Timeline.start - Timeline.interval)
        var turns = Array(Timeline.scrapes)
        while let first = turns.first {
            // One process: until the next one begins or the recording is over.
            let life = turns.prefix { $0 == first || !traffic.restarts(before: $0) }
            turns.removeFirst(life.count)
            try await live(Array(life), clock)
        }
    }

    /// Of spans that somebody else gathered.
    init(steady spans: [OTLP.Span]) {
        traffic = .steady
        self.spans = spans
    }

    private mutating func live(_ turns: [Int], _ clock: ServiceClock) async throws {
        let collector = TelemetryCollector(signals: [.traces, .logs, .metrics])
        let watcher = EndWatcher()
        var settings = TelemetrySettings(
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", .string(traffic.rawValue))]),
            processors: [watcher],
            queue: QueueSettings(records: traffic.queueBound),
            destinations: [collector],
            spanClock: clock.spanClock,
            logger: Logger(label: "telemetry") { _ in SwiftLogNoOpLogHandler() }
        )
        if traffic == .sampled { settings.tailSampling = TailSampling(keep: [.errors]) }
        let refusing = RefusingDestination()
        if traffic.hasRefusingDestination { settings.destinations.append(refusing) }
        let telemetry = Telemetry(settings)
        let before = metrics.last ?? 0
        let lived = try await Shop.withWarehouse(clock, telemetry) { [traffic] warehouse in
            let shop = try Shop(clock: clock, telemetry: telemetry, traffic: traffic, warehousePort: warehouse)
            return try await telemetry.served { port in
                var bodies: [String] = []
                var counts: [Int] = []
                for turn in turns {
                    if traffic.asks(inTurn: turn) { try await shop.turn(turn) }
                    clock.advance(to: Timeline.time(turn))
                    // Metrics are read at each flush: not equally often in every window.
                    for _ in 0...(turn % 3 / 2) where traffic.flushes { await telemetry.forceFlush(within: .seconds(20)) }
                    bodies.append(try await Self.scrape(port))
                    counts.append(collector.metrics.metrics.count)
                }
                return (bodies, counts)
            }
        }
        scrapes += lived.0
        metrics += lived.1.map { before + $0 }
        _ = await telemetry.shutdown(within: .seconds(20))
        spans += collector.traces.spans
        refused.formUnion(refusing.refused)
        ends.merge(watcher.ends) { first, _ in first }
        logs += collector.logs.records.map(\.timeUnixNano)
    }

    /// As Prometheus asks for it.
    private static func scrape(_ port: Int) async throws -> String {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/metrics")
        request.headers.add(name: "Accept", value: "application/openmetrics-text;version=1.0.0")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return String(buffer: try await response.body.collect(upTo: 16 << 20))
    }
}
