import GRDB
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import HTTPTypes
import Hummingbird
import NIOCore

/// What the stored spans come to, as Prometheus reads it.
///
/// Names, labels and buckets are those that the engine's own metrics have, so that one set of dashboards serves both.
struct ScopeMetrics: Sendable {
    let store: ScopeStore
    let tally: ReceiverTally
    let forwarder: Forwarder?

    func respond(to request: Request) async throws -> Response {
        let text = try await self.text(accept: request.headers[.accept])
        return Response(
            status: .ok,
            headers: [.contentType: text.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text))
        )
    }

    func text(accept: String?) async throws -> PrometheusText {
        let (sums, figures) = try await answering { () throws(StoreError) in
            try await store.read { database in (try Rollup.whole(in: database), try StoreFigures(in: database)) }
        }
        let scopes = [
            OTLP.ScopeMetrics(scope: OTLP.Scope(name: "GlueScope"), metrics: SpanMetrics(sums).metrics + own(figures))
        ]
        return PrometheusText(
            scopes,
            resource: OTLP.Resource(attributes: [OTLP.KeyValue("service.name", .string("glue-scope"))]),
            accept: accept
        )
    }

    /// Of the receiver and the store.
    private func own(_ figures: StoreFigures) -> [OTLP.Metric] {
        let counts = tally.counts
        func labelled(_ pairs: [(String, String)]) -> [OTLP.KeyValue] { pairs.map { OTLP.KeyValue($0.0, .string($0.1)) } }
        var metrics = [
            OTLP.Metric(
                ScopeNames.received,
                counts.taken.sorted { $0.key.rawValue < $1.key.rawValue }.map {
                    (labelled([("signal", $0.key.rawValue)]), .int(Int64($0.value)))
                }
            ),
            OTLP.Metric(ScopeNames.duplicates, [([], .int(Int64(counts.duplicates)))]),
            OTLP.Metric(ScopeNames.invalid, [([], .int(Int64(counts.invalid)))]),
            OTLP.Metric(
                ScopeNames.refused,
                counts.refused.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { signal, statuses in
                    statuses.sorted { $0.key < $1.key }.map {
                        (
                            labelled([("signal", signal.rawValue), ("http.response.status_code", String($0.key))]),
                            OTLP.Number.int(Int64($0.value))
                        )
                    }
                }
            ),
            OTLP.Metric(ScopeNames.storedSpans, [([], .int(Int64(figures.spans)))]),
            OTLP.Metric(ScopeNames.storedTraces, [([], .int(Int64(figures.traces)))]),
            OTLP.Metric(ScopeNames.storedBytes, [([], .int(Int64(figures.bytes)))]),
            OTLP.Metric(ScopeNames.isWritable, [([], .int(store.problem == nil ? 1 : 0))]),
        ]
        guard let forwarder, let lane = forwarder.ledger.destinations.first else { return metrics }
        metrics.append(OTLP.Metric(ScopeNames.forwardQueue, [([], .int(Int64(lane.queued)))]))
        var ends: [(attributes: [OTLP.KeyValue], value: OTLP.Number)] = [
            (labelled([("outcome", "acknowledged")]), .int(Int64(lane.acknowledged)))
        ]
        for (reason, count) in lane.dropped.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            ends.append((labelled([("outcome", reason.rawValue)]), .int(Int64(count))))
        }
        metrics.append(OTLP.Metric(ScopeNames.forwarded, ends))
        return metrics
    }
}

extension Rollup {
    /// The sums of all time, by what they were counted by.
    static func whole(in database: Database) throws -> [(series: Series, sum: Rollup)] {
        let names = try Rollups.series(in: database).reduce(into: [:]) { $0[$1.value] = $1.key }
        var sums: [(Series, Rollup)] = []
        try BoundStatement(database, "SELECT series, \(columns) FROM rollup WHERE minute = 0 ORDER BY series").forEachRow { row in
            if let series = names[row.integer(0)] { sums.append((series, Rollup(row, from: 1))) }
        }
        return sums
    }
}
