import GlueOTLP
import GlueTelemetry
import HTTPTypes
import Hummingbird
import NIOCore

/// The list of traces, which new ones join on top.
struct TraceListPage: Sendable {
    let store: ScopeStore
    let frame: PageFrame

    func respond(to request: Request) async throws -> Response {
        let query = try TraceQuery(request)
        let (list, terms, minutes) = try await answering { () throws(StoreError) in
            let now = store.now()
            return try await store.read { database in
                (
                    try TraceSearch.list(query, now: now, in: database),
                    try FilterTerms(in: database),
                    try MinuteSums.last(Self.minutes, now: now, in: database)
                )
            }
        }
        let parameters = request.parameters
        let isFiltered = [
            "q", "model", "tool", "status", "service", "session", "workflow", "min_ms", "max_ms", "min_cost", "since", "until",
        ].contains {
            parameters[$0] != nil
        }
        var view: View = [
            "search": parameters["q"],
            "isFiltered": isFiltered,
            "filters": [
                Self.filter("model", "Model", terms.models, parameters["model"]),
                Self.filter("tool", "Tool", terms.tools, parameters["tool"]),
                Self.filter("service", "Service", terms.services, parameters["service"]),
                Self.filter("status", "Status", ["ok", "error"], parameters["status"]),
                Self.filter("since", "Any time", ["15m", "1h", "24h", "7d"], parameters["since"]),
            ].compactMap(\.self),
            "query": Self.query(request, without: "before"),
            "sparkSpan": "hour",
            "sparks": minutes.sparks,
            "countText": Self.text(list),
            "address": "http://\(request.head.authority ?? "localhost:4318")",
            "isPartial": list.isPartial,
        ]
        if let next = list.next { view["next"] = "/?" + Self.query(request, without: "before", adding: ("before", "\(next)")) }
        return frame.page("Traces", at: .traces, "traces", view.merging(Self.rows(list.traces)))
    }

    /// The rows alone, for the page's script.
    func rows(_ request: Request) async throws -> Response {
        let query = try TraceQuery(request)
        let list = try await answering { () throws(StoreError) in try await store.traces(query) }
        return frame.fragment("rows", Self.rows(list.traces))
    }

    private static let minutes = 60

    private static func text(_ list: TraceList) -> String {
        let count = Figures.count(list.traces.count, "trace")
        return list.next == nil ? count : "the newest \(count)"
    }

    private static func filter(_ name: String, _ label: String, _ texts: [String], _ chosen: String?) -> View? {
        guard texts.count > 1 || chosen != nil else { return nil }
        let all = chosen.map { texts.contains($0) ? texts : [$0] + texts } ?? texts
        return [
            "name": name, "label": label,
            "options": all.map { View(dictionaryLiteral: ("text", $0), ("isChosen", $0 == chosen)) },
        ]
    }

    static func rows(_ traces: [TraceSummary]) -> View { ["traces": traces.map(row)] }

    static func row(_ trace: TraceSummary) -> View {
        let start = Int64(trace.startTimeUnixNano / 1000)
        return [
            "id": "\(trace.id)", "name": trace.name.isEmpty ? "unnamed" : trace.name, "service": trace.service, "session": trace.session,
            "sessionPath": trace.session.map { PercentCoding.component($0) },
            "time": Figures.iso(microseconds: start), "timeText": Figures.date(microseconds: start),
            "prompt": trace.prompt, "answer": trace.answer, "models": trace.models, "tools": trace.tools,
            "tokens": trace.inputTokens + trace.outputTokens > 0
                ? "\(Figures.count(trace.inputTokens)) → \(Figures.count(trace.outputTokens))" : "–",
            "cost": Figures.cost(trace.cost, isPartly: trace.isCostPartly), "duration": Figures.time(trace.duration),
            "isError": trace.errors > 0, "state": StateView.text(trace), "stateKind": StateView.kind(trace),
        ]
    }

    private static func query(_ request: Request, without name: String, adding more: (String, String)? = nil) -> String {
        var pairs = request.parameters.pairs.filter { $0.name != name && !$0.value.isEmpty }.map { ($0.name, $0.value) }
        if let more { pairs.append(more) }
        return pairs.map { "\(PercentCoding.component($0.0))=\(PercentCoding.component($0.1))" }.joined(separator: "&")
    }
}

/// How a trace stands, in words and by color.
enum StateView {
    static func text(_ trace: TraceSummary) -> String {
        if trace.state == .running { return "running" }
        if trace.errors > 0 { return trace.errors == 1 ? "1 error" : "\(Figures.count(trace.errors)) errors" }
        return trace.state == .interrupted ? "interrupted" : "ok"
    }

    static func kind(_ trace: TraceSummary) -> String {
        if trace.state == .running { return "wait" }
        return trace.errors > 0 ? "bad" : trace.state == .interrupted ? "wait" : "good"
    }
}
