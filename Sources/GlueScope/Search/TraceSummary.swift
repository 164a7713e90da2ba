import GRDB
import GlueJSON
public import GlueOTLP

/// A trace as a list shows it.
public struct TraceSummary: Sendable, Hashable {
    public var id: OTLP.TraceID
    /// Of its root, or of its first span as long as the root is not there.
    public var name: String
    public var service: String?
    public var session: String?
    /// In nanoseconds since 1970, to the microsecond.
    public var startTimeUnixNano: UInt64
    public var duration: Duration
    public var spans: Int
    /// Spans that failed.
    public var errors: Int
    /// Calls of models, each counted once.
    public var calls: Int
    public var inputTokens: Int
    public var outputTokens: Int
    public var cachedInputTokens: Int
    /// In US dollars; nil where no price is known.
    public var cost: Double?
    /// Whether the price of some call is not known, so that it cost more than that.
    public var isCostPartly: Bool
    public var models: [String]
    public var tools: [String]
    /// How the first question and the last answer begin; nil where nothing was recorded, or it was not read yet.
    public var prompt: String?
    public var answer: String?
    public var state: State

    public enum State: String, Sendable {
        /// Its root has ended.
        case complete
        /// Its root is not there yet, or a span is open, and something of it came lately.
        case running
        /// Its root is not there or a span is open, and nothing more came: it was cut off.
        case interrupted
    }

    /// How long nothing may come until what runs is taken for interrupted.
    static let patience: Int64 = 300

    init(_ row: TraceRow, now: Int64, in database: Database) throws {
        id = row.traceID
        name = try Terms.text(row.name, in: database) ?? ""
        service = try Terms.text(row.service, in: database)
        session = try Terms.text(row.session, in: database)
        startTimeUnixNano = UInt64(clamping: row.start) * 1000
        duration = .microseconds(row.duration)
        spans = Int(row.spans)
        errors = Int(row.errors)
        calls = Int(row.calls)
        inputTokens = Int(row.input)
        outputTokens = Int(row.output)
        cachedInputTokens = Int(row.cached)
        cost = row.cost.map { Double($0) / 1e9 }
        isCostPartly = row.state.contains(.costPartly)
        prompt = row.prompt
        answer = row.answer
        let isComplete = row.state.contains(.rooted) && !row.state.contains(.open)
        state = isComplete ? .complete : row.seen + Self.patience > now ? .running : .interrupted
        models = []
        tools = []
        let statement = try BoundStatement(database, "SELECT kind, text FROM term WHERE id = ?")
        for label in row.labels {
            statement.bind(label, at: 1)
            try statement.forEachRow { found in
                guard let text = found.text(1) else { return }
                if found.integer(0) == TermKind.model.rawValue { models.append(text) } else { tools.append(text) }
            }
        }
    }

    /// One element of `GET /api/traces`.
    var json: JSONValue {
        [
            "trace_id": .string("\(id)"),
            "name": .string(name),
            "service": service.map(JSONValue.string) ?? .null,
            "session": session.map(JSONValue.string) ?? .null,
            "start_unix_nano": .string(String(startTimeUnixNano)),
            "duration_ms": .number(duration / .milliseconds(1)),
            "state": .string(state.rawValue),
            "status": .string(errors > 0 ? "error" : "ok"),
            "spans": .integer(Int64(spans)),
            "errors": .integer(Int64(errors)),
            "calls": .integer(Int64(calls)),
            "models": .array(models.map(JSONValue.string)),
            "tools": .array(tools.map(JSONValue.string)),
            "input_tokens": .integer(Int64(inputTokens)),
            "output_tokens": .integer(Int64(outputTokens)),
            "cached_input_tokens": .integer(Int64(cachedInputTokens)),
            "cost_usd": cost.map(JSONValue.number) ?? .null,
            "cost_is_partial": .bool(isCostPartly),
            "prompt": prompt.map(JSONValue.string) ?? .null,
            "answer": answer.map(JSONValue.string) ?? .null,
        ]
    }
}

/// Traces, newest first, and where the list goes on.
public struct TraceList: Sendable {
    public var traces: [TraceSummary]
    /// Nil at the end.
    public var next: TraceCursor?
    /// Whether the search stopped for want of time: more may be found from ``next`` on.
    public var isPartial: Bool
}
