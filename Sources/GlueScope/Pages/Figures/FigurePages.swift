import GRDB
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import HTTPTypes
import Hummingbird

/// What models, tools and workflows come to.
struct FigurePages: Sendable {
    let store: ScopeStore
    let frame: PageFrame

    private func sums(_ range: TimeRange) async throws -> [(series: Series, sum: Rollup)] {
        let first = range.firstMinute(now: store.now())
        return try await answering { () throws(StoreError) in try await store.read { try Rollup.sums(since: first, in: $0) } }
    }

    /// The sums of those that have something in common.
    private static func grouped<Key: Hashable>(_ sums: [(series: Series, sum: Rollup)], by key: (Series) -> Key?) -> [(
        key: Key, sum: Rollup
    )] {
        var groups: [Key: Rollup] = [:]
        for (series, sum) in sums { if let key = key(series) { groups[key, default: Rollup()] += sum } }
        return groups.map { ($0.key, $0.value) }.sorted { $0.sum.count > $1.sum.count }
    }

    private func page(_ place: PageFrame.Place, _ heading: String, _ range: TimeRange, _ tables: [TableView], graph: String? = nil)
        -> Response
    {
        frame.page(
            heading,
            at: place,
            "figures",
            ["heading": heading, "ranges": range.view, "tables": tables.map(\.view), "graph": graph]
        )
    }

    private static func share(_ part: Int64, of whole: Int64) -> Double { whole > 0 ? 100 * Double(part) / Double(whole) : 0 }

    // MARK: Models

    func models(_ request: Request) async throws -> Response {
        struct Key: Hashable {
            var provider: String
            var model: String
        }
        let range = TimeRange(request)
        let groups = Self.grouped(try await sums(range)) { series in
            SpanFacts.calls.contains(series.operation) ? Key(provider: series.provider, model: series.model) : nil
        }
        let whole = groups.reduce(0) { $0 + $1.sum.cost }
        let rows = groups.map { key, sum -> [TableView.Cell] in
            [
                .text(key.model, address: key.model.isEmpty ? nil : "/?model=\(PercentCoding.component(key.model))"), .text(key.provider),
                .number(Figures.count(Int(sum.count))), .number(Figures.share(Double(sum.errors), of: Double(sum.count))),
                .number(Figures.count(Int(sum.input))), .number(Figures.count(Int(sum.output))),
                .number(Figures.share(Double(sum.cached), of: Double(sum.input)), share: Self.share(sum.cached, of: sum.input)),
                .number(sum.cost > 0 ? Figures.cost(Double(sum.cost) / 1e9) : "–", share: Self.share(sum.cost, of: whole)),
                .number(Figures.time(seconds: sum.latency.quantile(0.5))), .number(Figures.time(seconds: sum.latency.quantile(0.95))),
                .number(Figures.time(seconds: sum.latency.quantile(0.99))), .number(Figures.time(seconds: sum.firstChunk.quantile(0.5))),
            ]
        }
        let columns = [
            "Model", "Provider", "Calls", "Failed", "Input", "Output", "From cache", "Cost", "p50", "p95", "p99", "First chunk p50",
        ]
        return page(.models, "Models", range, [TableView(columns: Self.columns(columns, texts: 2), rows: rows)])
    }

    private static func columns(_ names: [String], texts: Int) -> [(text: String, isNumber: Bool)] {
        names.enumerated().map { ($0.element, $0.offset >= texts) }
    }

    // MARK: Tools

    func tools(_ request: Request) async throws -> Response {
        let range = TimeRange(request)
        let groups = Self.grouped(try await sums(range)) { $0.operation == GenAI.Operations.executeTool ? $0.tool : nil }
        let most = groups.map(\.sum.count).max() ?? 0
        let rows = groups.map { tool, sum -> [TableView.Cell] in
            [
                .text(tool, address: tool.isEmpty ? nil : "/?tool=\(PercentCoding.component(tool))"),
                .number(Figures.count(Int(sum.count)), share: Self.share(sum.count, of: most)), .number(Figures.count(Int(sum.errors))),
                .number(Figures.share(Double(sum.errors), of: Double(sum.count))),
            ] + Self.latency(sum)
        }
        return page(
            .tools,
            "Tools",
            range,
            [TableView(columns: Self.columns(["Tool", "Calls", "Errors", "Failed", "p50", "p95", "p99"], texts: 1), rows: rows)]
        )
    }

    private static func latency(_ sum: Rollup) -> [TableView.Cell] {
        [0.5, 0.95, 0.99].map { .number(Figures.time(seconds: sum.latency.quantile($0))) }
    }

    // MARK: Workflows

    func workflows(_ request: Request) async throws -> Response {
        let range = TimeRange(request)
        let groups = Self.grouped(try await sums(range)) { $0.operation == GenAI.Operations.invokeWorkflow ? $0.workflow : nil }
        let rows = groups.map { workflow, sum -> [TableView.Cell] in
            [
                .text(workflow, address: workflow.isEmpty ? nil : "/workflows/\(PercentCoding.component(workflow))"),
                .number(Figures.count(Int(sum.count))), .number(Figures.count(Int(sum.errors))),
            ] + Self.latency(sum)
        }
        return page(
            .workflows,
            "Workflows",
            range,
            [TableView(columns: Self.columns(["Workflow", "Runs", "Errors", "p50", "p95", "p99"], texts: 1), rows: rows)]
        )
    }

    /// One workflow: its latest run as a graph, its latest runs, and its steps.
    func workflow(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let name = PercentCoding.decoded(try context.parameters.require("name"))
        let range = TimeRange(request)
        var query = TraceQuery(limit: 20)
        query.workflow = name
        let now = store.now()
        let found = query
        let (list, latest): (TraceList, StoredTrace?) = try await answering { () throws(StoreError) in
            try await store.read { database in
                let list = try TraceSearch.list(found, now: now, in: database)
                guard let id = list.traces.first?.id, let reference = try StoredTrace.reference(id, in: database) else {
                    return (list, nil)
                }
                return (list, try StoredTrace(reference, most: TracePage.mostSpans, readsContent: false, in: database))
            }
        }
        guard let newest = list.traces.first, let latest else {
            throw HTTPError(.notFound, message: "no run of the workflow \(name) is stored")
        }
        let waterfall = Waterfall(latest.traces, newest)
        let names = Set(waterfall.rows.compactMap(\.facts.step))
        let steps = Self.grouped(try await sums(range)) { names.contains($0.step) ? $0.step : nil }
        let stepRows = steps.map { step, sum -> [TableView.Cell] in
            [.text(step), .number(Figures.count(Int(sum.count))), .number(Figures.count(Int(sum.errors)))] + Self.latency(sum)
        }
        let runs = list.traces.map { trace -> [TableView.Cell] in
            [
                .text(Figures.date(microseconds: Int64(trace.startTimeUnixNano / 1000)), address: "/traces/\(trace.id)"),
                .text(StateView.text(trace)), .number(Figures.count(trace.calls)),
                .number("\(Figures.count(trace.inputTokens)) → \(Figures.count(trace.outputTokens))"),
                .number(Figures.cost(trace.cost, isPartly: trace.isCostPartly)), .number(Figures.time(trace.duration)),
            ]
        }
        return page(
            .workflows,
            "Workflow \(name)",
            range,
            [
                TableView(
                    caption: "Latest runs",
                    columns: Self.columns(["Began", "Status", "Calls", "Tokens", "Cost", "Duration"], texts: 2),
                    rows: runs
                ),
                TableView(
                    caption: "Steps",
                    columns: Self.columns(["Step", "Runs", "Errors", "p50", "p95", "p99"], texts: 1),
                    rows: stepRows
                ),
            ],
            graph: WorkflowGraph(waterfall)?.svg
        )
    }
}

extension Rollup {
    /// The sums since a minute, or of all time.
    static func sums(since first: Int64?, in database: Database) throws -> [(series: Series, sum: Rollup)] {
        guard let first else { return try whole(in: database) }
        let names = try Rollups.series(in: database).reduce(into: [:]) { $0[$1.value] = $1.key }
        var sums: [Int64: Rollup] = [:]
        let statement = try BoundStatement(database, "SELECT series, \(columns) FROM rollup WHERE minute >= ? AND minute > 0")
        statement.bind(first, at: 1)
        try statement.forEachRow { row in sums[row.integer(0), default: Rollup()] += Rollup(row, from: 1) }
        return sums.compactMap { id, sum in names[id].map { ($0, sum) } }
    }
}
