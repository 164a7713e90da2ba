import GRDB
import GlueOTLP
import GlueSemantics

/// What the list of traces shows of one, and what it is found by.
struct TraceRow: Sendable {
    /// Within its part.
    var id: Int64
    var traceID: OTLP.TraceID
    /// In microseconds since 1970, and microseconds.
    var start: Int64
    var duration: Int64
    /// Terms.
    var name: Int64
    var service: Int64?
    var session: Int64?
    var state: State
    var spans: Int64 = 0
    var errors: Int64 = 0
    /// Calls of models.
    var calls: Int64 = 0
    var input: Int64 = 0
    var output: Int64 = 0
    var cached: Int64 = 0
    /// In billionths of a dollar; nil where no call has a known price.
    var cost: Int64?
    /// The models that were asked and the tools that ran, as terms; the first of many.
    private(set) var labels: [Int64] = []
    /// How its first question and its last answer begin.
    var prompt: String?
    var answer: String?
    /// When something of it came last, in seconds since 1970.
    var seen: Int64

    struct State: OptionSet {
        var rawValue: Int64
        /// Its root is there.
        static let rooted = State(rawValue: 1)
        /// A span of it had not ended when it came.
        static let open = State(rawValue: 2)
        /// It holds content that was not yet read as a conversation.
        static let unread = State(rawValue: 4)
        /// The price of a call is not known, so that its cost is more than it says.
        static let costPartly = State(rawValue: 8)
    }

    private static let mostLabels = 20

    mutating func add(label: Int64) {
        if labels.count < Self.mostLabels, !labels.contains(label) { labels.append(label) }
    }

    /// Takes these in place of those that single spans gave.
    mutating func replace(labels: some Sequence<Int64>) { self.labels = Array(labels.prefix(Self.mostLabels)) }

    /// Adds what another span tells.
    ///
    /// - Parameter name: The span's name as a term.
    mutating func add(_ facts: SpanFacts, name: Int64) {
        // Until the root is there, the earliest span gives the name.
        if !state.contains(.rooted), facts.isRoot || facts.start < start || self.name == 0 { self.name = name }
        if facts.isRoot { state.insert(.rooted) }
        if facts.isOpen { state.insert(.open) }
        let end = max(start + duration, facts.end)
        start = min(start, facts.start)
        duration = end - start
        spans += 1
        if facts.error != nil { errors += 1 }
        guard facts.isCall else { return }
        calls += 1
        input += Int64(facts.usage?.inputTokens ?? 0)
        output += Int64(facts.usage?.outputTokens ?? 0)
        cached += Int64(facts.usage?.cachedInputTokens ?? 0)
        if let more = facts.cost {
            cost = (cost ?? 0) + more
        } else if facts.usage != nil {
            state.insert(.costPartly)
        }
    }
}

extension TraceRow {
    static let columns = """
        id, low, high, start, duration, name, service, state, spans, errors, calls, input, output, cached, cost, session, labels, \
        prompt, answer, seen
        """

    /// - Parameter first: The place of the first of ``columns``.
    init(_ row: borrowing BoundRow, from first: Int32 = 0) {
        id = row.integer(first)
        traceID = row.traceID(from: first + 1)
        start = row.integer(first + 3)
        duration = row.integer(first + 4)
        name = row.integer(first + 5)
        service = row.optional(first + 6)
        state = State(rawValue: row.integer(first + 7))
        spans = row.integer(first + 8)
        errors = row.integer(first + 9)
        calls = row.integer(first + 10)
        input = row.integer(first + 11)
        output = row.integer(first + 12)
        cached = row.integer(first + 13)
        cost = row.optional(first + 14)
        session = row.optional(first + 15)
        labels = (row.text(first + 16) ?? "").split(separator: " ").compactMap { Int64($0) }
        prompt = row.text(first + 17)
        answer = row.text(first + 18)
        seen = row.integer(first + 19)
    }

    func bind(to statement: BoundStatement) {
        statement.bind(id, at: 1)
        statement.bind(traceID, from: 2)
        statement.bind(start, at: 4)
        statement.bind(duration, at: 5)
        statement.bind(name, at: 6)
        statement.bind(service, at: 7)
        statement.bind(state.rawValue, at: 8)
        statement.bind(spans, at: 9)
        statement.bind(errors, at: 10)
        statement.bind(calls, at: 11)
        statement.bind(input, at: 12)
        statement.bind(output, at: 13)
        statement.bind(cached, at: 14)
        statement.bind(cost, at: 15)
        statement.bind(session, at: 16)
        statement.bind(labels.isEmpty ? nil : labels.map(String.init).joined(separator: " "), at: 17)
        statement.bind(prompt, at: 18)
        statement.bind(answer, at: 19)
        statement.bind(seen, at: 20)
    }
}
