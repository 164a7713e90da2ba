import GRDB
import GlueOTLP
import GlueReplay
import GlueTelemetry
import HTTPTypes
import Hummingbird

/// Conversations over several traces.
struct SessionPages: Sendable {
    let store: ScopeStore
    let frame: PageFrame

    private static let atOnce = 100
    /// How many turns come at once.
    private static let turns = 20

    private struct Session: Sendable {
        var id: String
        var first: Int64
        var last: Int64
        var traces: Int
        var errors: Int
        var input: Int
        var output: Int
        var cost: Double

        static let columns = "id, first, last, traces, errors, input, output, cost"

        init(_ row: borrowing BoundRow) {
            id = row.text(0) ?? ""
            first = row.integer(1)
            last = row.integer(2)
            traces = Int(row.integer(3))
            errors = Int(row.integer(4))
            input = Int(row.integer(5))
            output = Int(row.integer(6))
            cost = Double(row.integer(7)) / 1e9
        }
    }

    func list(_ request: Request) async throws -> Response {
        let before = request.parameters["before"].flatMap { Int64($0) } ?? .max
        let sessions: [Session] = try await answering { () throws(StoreError) in
            try await store.read { database in
                var sessions: [Session] = []
                let statement = try BoundStatement(
                    database,
                    "SELECT \(Session.columns) FROM session WHERE last < ? ORDER BY last DESC LIMIT \(Self.atOnce)"
                )
                statement.bind(before, at: 1)
                try statement.forEachRow { sessions.append(Session($0)) }
                return sessions
            }
        }
        let rows = sessions.map { session -> [TableView.Cell] in
            [
                .text(session.id, address: "/sessions/\(PercentCoding.component(session.id))"),
                .text(Figures.date(microseconds: session.last)), .number(Figures.count(session.traces)),
                .number(Figures.count(session.errors)),
                .number("\(Figures.count(session.input)) → \(Figures.count(session.output))"),
                .number(session.cost > 0 ? Figures.cost(session.cost) : "–"),
                .number(Figures.time(microseconds: max(session.last - session.first, 0))),
            ]
        }
        let names = ["Session", "Last", "Traces", "With errors", "Tokens", "Cost", "Time from first to last"]
        let table = TableView(columns: names.enumerated().map { ($0.element, $0.offset > 1) }, rows: rows)
        return frame.page(
            "Sessions",
            at: .sessions,
            "figures",
            [
                "heading": "Sessions", "tables": [table.view],
                "lead": "Traces that name one conversation (gen_ai.conversation.id or session.id) are a session.",
                "next": sessions.count == Self.atOnce ? "/sessions?before=\(sessions.last?.last ?? 0)" : nil,
            ]
        )
    }

    /// A session's turns, in the order in which they were.
    func session(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let id = PercentCoding.decoded(try context.parameters.require("session"))
        let after = request.parameters["from"].flatMap { Int($0) } ?? 0
        let now = store.now()
        let found: (Session, [(TraceSummary, TelemetryFile)], Bool)? = try await answering { () throws(StoreError) in
            try await store.read { database in
                let statement = try BoundStatement(database, "SELECT \(Session.columns) FROM session WHERE id = ?")
                statement.bind(id, at: 1)
                var session: Session?
                try statement.forEachRow { session = Session($0) }
                guard let session else { return nil }
                var query = TraceQuery(limit: TraceQuery.mostTraces)
                query.session = id
                let all = Array(try TraceSearch.list(query, now: now, in: database).traces.reversed())
                let turns = try all.dropFirst(after).prefix(Self.turns).map { summary -> (TraceSummary, TelemetryFile) in
                    guard summary.spans <= TraceReading.most, let reference = try StoredTrace.reference(summary.id, in: database) else {
                        return (summary, TelemetryFile())
                    }
                    return (summary, try StoredTrace(reference, in: database).file)
                }
                return (session, turns, all.count > after + Self.turns)
            }
        }
        guard let (session, turns, hasMore) = found else { throw HTTPError(.notFound, message: "there is no session \(id.prefix(100))") }
        let view: View = [
            "id": id, "traceCount": Figures.count(session.traces),
            "first": Figures.iso(microseconds: session.first), "firstText": Figures.date(microseconds: session.first),
            "last": Figures.iso(microseconds: session.last), "lastText": Figures.date(microseconds: session.last),
            "tokens": "\(Figures.count(session.input)) → \(Figures.count(session.output))",
            "cost": session.cost > 0 ? Figures.cost(session.cost) : "–",
            "turns": turns.map { summary, file in
                let start = Int64(summary.startTimeUnixNano / 1000)
                let exchanges = (try? Recording(file))?.exchanges ?? []
                return ConversationView(exchanges, trace: "\(summary.id)").view(from: 0).merging([
                    "trace": "\(summary.id)", "name": summary.name, "time": Figures.iso(microseconds: start),
                    "timeText": Figures.date(microseconds: start), "duration": Figures.time(summary.duration),
                ])
            },
            "next": hasMore ? "/sessions/\(PercentCoding.component(id))?from=\(after + Self.turns)" : nil,
        ]
        return frame.page("Session \(id)", at: .sessions, "session", view)
    }
}
