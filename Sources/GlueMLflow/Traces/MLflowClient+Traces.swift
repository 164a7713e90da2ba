import Foundation
import GlueJSON
import GlueOTLP
import GlueTelemetry
import NIOHTTP1

extension MLflowClient {
    /// A trace with its spans.
    ///
    /// - Parameters:
    ///   - id: With or without `tr-`.
    ///   - allowsPartial: Whether a trace will do whose root has not arrived yet.
    /// - Throws: ``MLflowError/Kind/doesNotExist`` where the trace has no spans, or is not known.
    public func trace(_ id: String, allowsPartial: Bool = false) async throws(MLflowError) -> MLflowTrace {
        let query: KeyValuePairs<String, String?> = ["trace_id": MLflowTrace.id(id), "allow_partial": allowsPartial ? "true" : nil]
        return try await withSpans(.get("traces/get", version: .v3, query)) { answer throws(MLflowError) in
            try MLflowTrace(answer.object("trace"))
        }
    }

    /// Traces with their spans, in one request.
    ///
    /// - Throws: ``MLflowError/Kind/doesNotExist`` where one of them has no spans; the server then gives none.
    public func traces(_ ids: [String]) async throws(MLflowError) -> [MLflowTrace] {
        var request = MLflowRequest.get("traces/batchGet", version: .v3)
        request.query = ids.map { ("trace_ids", MLflowTrace.id($0)) }
        return try await withSpans(request) { answer throws(MLflowError) in try answer.list("traces", MLflowTrace.init) }
    }

    /// A trace whose spans have not come is an error of the server's own to it.
    private func withSpans<Value>(
        _ request: MLflowRequest,
        _ read: (AnswerFields) throws(MLflowError) -> Value
    ) async throws(MLflowError) -> Value {
        do {
            return try read(try await call(request))
        } catch  where error.kind == .serverError && error.message.contains("not stored in tracking store") {
            throw MLflowError(.doesNotExist, "a trace has no spans yet", operation: error.operation, status: error.status)
        }
    }

    public func traceInfo(_ id: String) async throws(MLflowError) -> TraceInfo {
        try TraceInfo(await call(.get(Self.path(id), version: .v3)).object("trace").object("trace_info"))
    }

    public func traceInfos(_ ids: [String]) async throws(MLflowError) -> [TraceInfo] {
        let body: JSONObject = ["trace_ids": .texts(ids.map(MLflowTrace.id))]
        return try await call(.post("traces/batchGetInfos", version: .v3, body)).list("trace_infos", TraceInfo.init)
    }

    /// The traces of experiments that a filter takes, such as `trace.status = 'OK' AND span.type = 'TOOL'`.
    ///
    /// - Parameters:
    ///   - order: Such as `timestamp_ms DESC`, which is the default.
    ///   - pageSize: How many are fetched at a time, at most 500.
    public func traces(
        in experiments: [String],
        filter: String? = nil,
        order: [String] = [],
        pageSize: Int = 100
    ) -> Pages<TraceInfo> {
        let locations = experiments.map(Self.location)
        return Pages { (token) throws(MLflowError) in
            let body: JSONObject = .of([
                "locations": .array(locations), "filter": .text(filter),
                "max_results": .integer(Int64(min(max(pageSize, 1), MLflowLimits.tracesPage))),
                "order_by": order.isEmpty ? nil : .texts(order), "page_token": .text(token),
            ])
            let answer = try await call(.post("traces/search", version: .v3, body))
            return (try answer.list("traces", TraceInfo.init), answer.nextPage)
        }
    }

    /// The traces that are linked to a run.
    public func traces(of run: RunInfo) -> Pages<TraceInfo> {
        traces(in: [run.experimentID], filter: "attributes.run_id = \(MLflowFilter.quoted(run.id))")
    }

    /// Tells what a trace is; its spans go their own way, before or after.
    ///
    /// What is known of a trace of this id stays, where nothing new is said of it.
    @discardableResult
    public func register(
        trace id: String,
        in experiment: String,
        state: TraceState,
        requestTime: MLflowTime,
        duration: Duration? = nil,
        requestPreview: String? = nil,
        responsePreview: String? = nil,
        clientRequestID: String? = nil,
        metadata: [String: String] = [:],
        tags: [String: String] = [:]
    ) async throws(MLflowError) -> TraceInfo {
        try Checked.tags(tags, limit: MLflowLimits.traceTagValue)
        func map(_ map: [String: String]) -> JSONValue? {
            map.isEmpty ? nil : .object(JSONObject(map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        let info: JSONObject = .of([
            "trace_id": .string(MLflowTrace.id(id)), "client_request_id": .text(clientRequestID),
            "trace_location": Self.location(experiment), "request_preview": .text(requestPreview),
            "response_preview": .text(responsePreview), "request_time": .string(requestTime.rfc3339),
            "execution_duration": duration.map { .string($0.protobufText) }, "state": .string(state.rawValue),
            "trace_metadata": map(metadata), "tags": map(tags),
        ])
        let answer = try await call(.post("traces", version: .v3, ["trace": ["trace_info": .object(info)]]))
        return try TraceInfo(answer.object("trace").object("trace_info"))
    }

    public func set(tag key: String, _ value: String, ofTrace id: String) async throws(MLflowError) {
        try Checked.tag(key, value, limit: MLflowLimits.traceTagValue)
        _ = try await call(.send(.PATCH, "\(Self.path(id))/tags", version: .v3, ["key": .string(key), "value": .string(value)]))
    }

    public func delete(tag key: String, ofTrace id: String) async throws(MLflowError) {
        // The server reads the key from a body, and from nowhere else.
        _ = try await call(.send(.DELETE, "\(Self.path(id))/tags", version: .v3, ["key": .string(key)]))
    }

    /// Links traces to a run, so that its page shows them.
    ///
    /// The server takes the id of a run that it does not know without a word; so it is looked for first.
    public func link(traces: [String], toRun run: String) async throws(MLflowError) {
        _ = try await self.run(run)
        try await link(traces: traces, toKnownRun: run)
    }

    func link(traces: [String], toKnownRun run: String) async throws(MLflowError) {
        var rest = traces.map(MLflowTrace.id)[...]
        while !rest.isEmpty {
            let page = rest.prefix(MLflowLimits.linkedTraces)
            rest = rest.dropFirst(page.count)
            _ = try await call(.post("traces/link-to-run", ["trace_ids": .texts(Array(page)), "run_id": .string(run)]))
        }
    }

    /// Deletes traces of an experiment.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func delete(traces: [String], in experiment: String) async throws(MLflowError) -> Int {
        let body: JSONObject = ["experiment_id": .string(experiment), "request_ids": .texts(traces.map(MLflowTrace.id))]
        return Int(try await call(.post("traces/delete-traces", version: .v3, body)).integer("traces_deleted") ?? 0)
    }

    /// Deletes the traces of an experiment that began before a moment.
    @discardableResult
    public func deleteTraces(in experiment: String, before time: MLflowTime, limit: Int32? = nil) async throws(MLflowError) -> Int {
        let body: JSONObject = .of([
            "experiment_id": .string(experiment), "max_timestamp_millis": time.json, "max_traces": limit.map { .integer(Int64($0)) },
        ])
        return Int(try await call(.post("traces/delete-traces", version: .v3, body)).integer("traces_deleted") ?? 0)
    }

    /// Sums over traces or spans, such as the tokens of an experiment.
    ///
    /// - Parameters:
    ///   - metric: Such as `total_tokens` or `total_cost`.
    ///   - dimensions: What to group by, such as `span_model_name`.
    public func traceMetrics(
        _ metric: String,
        of view: TraceMetricView,
        in experiments: [String],
        by aggregations: [TraceAggregation],
        dimensions: [String] = []
    ) async throws(MLflowError) -> [TraceMetricPoint] {
        let body: JSONObject = .of([
            "experiment_ids": .texts(experiments), "view_type": .string(view.rawValue), "metric_name": .string(metric),
            "aggregations": .array(aggregations.map(\.json)), "dimensions": dimensions.isEmpty ? nil : .texts(dimensions),
        ])
        return try await call(.post("traces/metrics", version: .v3, body)).list("data_points") { point in
            var values: [String: Double] = [:]
            for (name, value) in point.json["values"]?.object ?? [:] { values[name] = MetricValue.plain(value) }
            return TraceMetricPoint(dimensions: point.map("dimensions"), values: values)
        }
    }

    static func path(_ trace: String) -> String { "traces/\(PercentCoding.component(MLflowTrace.id(trace)))" }

    private static func location(_ experiment: String) -> JSONValue {
        ["type": "MLFLOW_EXPERIMENT", "mlflow_experiment": ["experiment_id": .string(experiment)]]
    }
}

/// What ``MLflowClient/traceMetrics(_:of:in:by:dimensions:)`` looks at.
public enum TraceMetricView: String, Sendable, Hashable {
    case traces = "TRACES"
    case spans = "SPANS"
    case assessments = "ASSESSMENTS"
}

public enum TraceAggregation: Sendable, Hashable {
    case count, sum, average, minimum, maximum
    /// - Parameter Double: From 0 to 100.
    case percentile(Double)

    fileprivate var json: JSONValue {
        switch self {
        case .count: ["aggregation_type": "COUNT"]
        case .sum: ["aggregation_type": "SUM"]
        case .average: ["aggregation_type": "AVG"]
        case .minimum: ["aggregation_type": "MIN"]
        case .maximum: ["aggregation_type": "MAX"]
        case .percentile(let value): ["aggregation_type": "PERCENTILE", "percentile_value": .number(value)]
        }
    }
}

/// What was summed for one group.
public struct TraceMetricPoint: Sendable, Hashable {
    public var dimensions: [String: String]
    /// By the names of the aggregations, such as `SUM`.
    public var values: [String: Double]
}

extension MLflowTime {
    /// Such as `2026-11-24T02:00:00.123Z`.
    var rfc3339: String {
        // The whole seconds first: the formatter would cut a fraction that no double is.
        let (seconds, fraction) = milliseconds.flooredSeconds
        let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(Date.ISO8601FormatStyle(timeZone: .gmt)).dropLast()
        return "\(whole).\(String(repeating: "0", count: 3 - String(fraction).count))\(fraction)Z"
    }
}

extension Int64 {
    fileprivate var flooredSeconds: (seconds: Int64, milliseconds: Int64) {
        let rest = self % 1000
        return rest < 0 ? (self / 1000 - 1, rest + 1000) : (self / 1000, rest)
    }
}

extension Duration {
    /// Such as `1.500s`, as protobuf writes a duration in JSON.
    var protobufText: String {
        let (seconds, attoseconds) = components
        let milliseconds = (attoseconds / 1_000_000_000_000_000).magnitude
        let sign = self < .zero ? "-" : ""
        return "\(sign)\(seconds.magnitude).\(String(repeating: "0", count: 3 - String(milliseconds).count))\(milliseconds)s"
    }
}
