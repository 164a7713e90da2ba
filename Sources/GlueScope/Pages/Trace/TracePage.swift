import GRDB
import GlueJSON
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTelemetry
import HTTPTypes
import Hummingbird
import NIOCore

/// One trace: its spans in time beside what was said.
struct TracePage: Sendable {
    let store: ScopeStore
    let frame: PageFrame

    /// How many spans are read for a page; the raw JSON has all of them.
    static let mostSpans = 20_000
    /// How many rows come at once.
    static let rowsAtOnce = 400
    /// How many exchanges come at once.
    static let exchangesAtOnce = 30

    private struct Loaded: Sendable {
        var summary: TraceSummary
        var trace: StoredTrace
        var metrics: OTLP.Metrics
        var annotations: [Annotation]
    }

    private func load(_ context: BasicRequestContext, readsContent: Bool) async throws -> Loaded {
        let id = try TraceAPI.traceID(context)
        let now = store.now()
        let loaded: Loaded? = try await answering { () throws(StoreError) in
            try await store.read { database in
                guard let reference = try StoredTrace.reference(id, in: database) else { return nil }
                // Content is read with the spans where there are few, else by those who want it.
                let row = try StoredTrace.row(reference, in: database)
                let trace = try StoredTrace(
                    reference,
                    most: Self.mostSpans,
                    readsContent: readsContent && row.spans <= TraceReading.most,
                    in: database
                )
                return Loaded(
                    summary: try TraceSummary(trace.row, now: now, in: database),
                    trace: trace,
                    metrics: try StoredTrace.metrics(of: id, in: database),
                    annotations: try Annotation.all(of: id, in: database)
                )
            }
        }
        guard let loaded else { throw TraceAPI.unknown(id) }
        return loaded
    }

    func respond(to request: Request, _ context: BasicRequestContext) async throws -> Response {
        let loaded = try await load(context, readsContent: true)
        let summary = loaded.summary
        let id = "\(summary.id)"
        let waterfall = Waterfall(loaded.trace.traces, summary)
        let recording = try? Recording(loaded.trace.file)
        let exchanges = recording?.exchanges ?? []
        let start = Int64(summary.startTimeUnixNano / 1000)
        let reasoning = exchanges.reduce(0) { $0 + ($1.usage?.reasoningTokens ?? 0) }
        let logs = loaded.trace.logs.records
        let exemplars = ExemplarView.rows(loaded.metrics, of: summary.id)
        var view: View = [
            "id": id, "name": summary.name.isEmpty ? "unnamed" : summary.name, "state": StateView.text(summary),
            "stateKind": StateView.kind(summary),
            "time": Figures.iso(microseconds: start), "timeText": Figures.date(microseconds: start),
            "duration": Figures.time(summary.duration), "spans": Figures.count(summary.spans), "isCut": loaded.trace.isCut,
            "shown": Figures.count(waterfall.rows.count),
            "calls": summary.calls > 0 ? Figures.count(summary.calls) : nil,
            "input": summary.calls > 0 ? Figures.count(summary.inputTokens) : nil,
            "cached": summary.cachedInputTokens > 0 ? Figures.count(summary.cachedInputTokens) : nil,
            "output": summary.calls > 0 ? Figures.count(summary.outputTokens) : nil,
            "reasoning": reasoning > 0 ? Figures.count(reasoning) : nil,
            "cost": summary.cost != nil ? Figures.cost(summary.cost, isPartly: summary.isCostPartly) : nil,
            "firstChunk": exchanges.lazy.compactMap(\.timeToFirstChunk).first.map { Figures.time($0) },
            "models": summary.models.isEmpty ? nil : summary.models.joined(separator: ", "), "service": summary.service,
            "session": summary.session, "sessionPath": summary.session.map { PercentCoding.component($0) },
            "replayCommand": "glue replay \(Self.address(request))/traces/\(id)",
            "hasAnnotations": !loaded.annotations.isEmpty,
            "annotationCount": loaded.annotations.isEmpty ? nil : loaded.annotations.count,
            "annotations": loaded.annotations.map { annotation in
                View(
                    dictionaryLiteral: ("id", annotation.id),
                    ("trace", id),
                    ("name", annotation.name),
                    ("label", annotation.label),
                    ("score", annotation.score.map { "\($0)" }),
                    ("note", annotation.note)
                )
            },
            "graph": WorkflowGraph(waterfall).flatMap(\.svg),
            "hasLogs": !logs.isEmpty, "logCount": Figures.count(logs.count),
            "logs": logs.prefix(Self.mostLogs).map { LogView.row($0, start: summary.startTimeUnixNano) },
            "hasMetrics": !exemplars.isEmpty, "metrics": exemplars,
        ]
        view = view.merging(waterfall.view(from: 0, trace: id)).merging(
            ConversationView(exchanges, trace: id, isLeftOut: !loaded.trace.withContent.isEmpty).view(from: 0)
        )
        return frame.page(summary.name, at: .traces, "trace", view)
    }

    private static let mostLogs = 500

    private static func address(_ request: Request) -> String { "http://\(request.head.authority ?? "localhost:4318")" }

    /// More rows of the waterfall.
    func spans(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let loaded = try await load(context, readsContent: false)
        let from = request.parameters["from"].flatMap { Int($0) } ?? 0
        return frame.fragment(
            "spans",
            Waterfall(loaded.trace.traces, loaded.summary).view(from: max(from, 0), trace: "\(loaded.summary.id)")
        )
    }

    /// More of the conversation.
    func exchanges(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let loaded = try await load(context, readsContent: true)
        let from = request.parameters["from"].flatMap { Int($0) } ?? 0
        let exchanges = (try? Recording(loaded.trace.file))?.exchanges ?? []
        return frame.fragment("conversation", ConversationView(exchanges, trace: "\(loaded.summary.id)").view(from: max(from, 0)))
    }
}

// MARK: - One span

extension TracePage {
    private func one(_ context: BasicRequestContext) async throws -> (row: TraceRow, traces: OTLP.Traces, span: OTLP.Span, logs: OTLP.Logs)
    {
        let id = try TraceAPI.traceID(context)
        let text = try context.parameters.require("span")
        guard let span = OTLP.SpanID(hex: text) else {
            throw HTTPError(.badRequest, message: "\(text.prefix(40)) is no span id: it has 16 hexadecimal digits")
        }
        let found: (TraceRow, OTLP.Traces, OTLP.Span, OTLP.Logs)? = try await answering { () throws(StoreError) in
            try await store.read { database in
                guard let reference = try StoredTrace.reference(id, in: database),
                    let (traces, one) = try StoredTrace.span(span, of: reference, in: database)
                else { return nil }
                return (try StoredTrace.row(reference, in: database), traces, one, try StoredTrace.logs(of: id, in: database))
            }
        }
        guard let found else { throw HTTPError(.notFound, message: "there is no span \(span) in trace \(id)") }
        return (found.0, found.1, found.2, found.3)
    }

    func span(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard request.headers[.fragment] != nil else {
            // The address of a span alone is that of its trace, opened there.
            let path = "/traces/\(try TraceAPI.traceID(context))?span=\(try context.parameters.require("span"))"
            return Response(status: .seeOther, headers: [.location: path])
        }
        let (row, traces, span, logs) = try await one(context)
        let exchange = (try? Recording(traces: traces, logs: logs))?.exchanges.first { $0.spanID == span.spanID }
        return frame.fragment("span", SpanView(span, traces, row: row, exchange: exchange).view)
    }

    /// The span as JSON, in pieces where it is long.
    func raw(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let (_, traces, span, _) = try await one(context)
        let text = traces.json.text(.indented)
        let address = "/traces/\(span.traceID)/spans/\(span.spanID)/raw?"
        return frame.fragment("piece", TextPiece(text, from: TextPiece.start(of: request), address: address).view)
    }

    /// A part of a long text: an attribute's by `attribute=`, or a message's by `message=` and `part=`.
    func piece(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let (_, traces, span, logs) = try await one(context)
        let parameters = request.parameters
        let address = "/traces/\(span.traceID)/spans/\(span.spanID)/piece?"
        var text: String?
        var query = ""
        if let key = parameters["attribute"] {
            text = span.attributes[key].map(ValueView.text)
            query = "attribute=\(PercentCoding.component(key))&"
        } else if let message = parameters["message"].flatMap({ Int($0) }), let part = parameters["part"].flatMap({ Int($0) }) {
            let exchange = (try? Recording(traces: traces, logs: logs))?.exchanges.first { $0.spanID == span.spanID }
            let messages = (exchange?.input ?? []) + (exchange?.output ?? [])
            if messages.indices.contains(message), messages[message].parts.indices.contains(part) {
                text = MessageView.text(of: messages[message].parts[part])
            }
            query = "message=\(message)&part=\(part)&"
        }
        guard let text else { throw HTTPError(.notFound, message: "there is no such text in span \(span.spanID)") }
        return frame.fragment("piece", TextPiece(text, from: TextPiece.start(of: request), address: address + query).view)
    }
}
