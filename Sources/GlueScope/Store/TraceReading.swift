import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics

/// What the conversation in a trace says of it, read once nothing more comes: whatever tool wrote it, each call counted once.
struct TraceReading: Sendable {
    var reference: TraceReference
    /// How many spans the trace had then.
    var spans: Int64
    var isOpen = false
    /// Nil where no conversation was found: what the spans' attributes say stays.
    var sums: Sums?
    var prompt: String?
    var answer: String?
    var models: Set<String> = []
    var tools: Set<String> = []

    struct Sums: Sendable {
        var calls: Int64 = 0
        var input: Int64 = 0
        var output: Int64 = 0
        var cached: Int64 = 0
        var cost: Int64?
        var isCostPartly = false
    }

    /// More spans than this are not read as a conversation by themselves, only where somebody looks.
    static let most: Int64 = 5000

    init(_ reference: TraceReference, spans: Int64) {
        self.reference = reference
        self.spans = spans
    }

    init(_ reference: TraceReference, spans: Int64, _ file: TelemetryFile, prices: PriceTable) {
        self.init(reference, spans: spans)
        let all = file.traces.spans
        isOpen = all.contains { $0.endTimeUnixNano == 0 }
        guard let recording = try? Recording(file), !recording.exchanges.isEmpty else { return }
        var costs: [OTLP.SpanID: Int64] = [:]
        for span in all { costs[span.spanID] = SpanFacts(span, service: nil, scope: "", prices: prices).cost }
        var sums = Sums()
        for exchange in recording.exchanges {
            sums.calls += 1
            sums.input += Int64(exchange.usage?.inputTokens ?? 0)
            sums.output += Int64(exchange.usage?.outputTokens ?? 0)
            sums.cached += Int64(exchange.usage?.cachedInputTokens ?? 0)
            if let cost = costs[exchange.spanID] ?? exchange.cost(prices) {
                sums.cost = (sums.cost ?? 0) + cost
            } else if exchange.usage != nil {
                sums.isCostPartly = true
            }
            if let model = exchange.model ?? exchange.responseModel { models.insert(model) }
        }
        for run in recording.toolRuns { tools.insert(run.name) }
        self.sums = sums
        prompt = recording.exchanges.first.flatMap { Excerpt($0.input.last { $0.role == .user }) }?.text
        answer = recording.exchanges.last.flatMap { Excerpt($0.output.first) }?.text
    }

    func apply(to row: inout TraceRow) {
        row.state.remove(.unread)
        if isOpen { row.state.insert(.open) } else { row.state.remove(.open) }
        guard let sums else { return }
        row.calls = sums.calls
        row.input = sums.input
        row.output = sums.output
        row.cached = sums.cached
        row.cost = sums.cost
        if sums.isCostPartly { row.state.insert(.costPartly) } else { row.state.remove(.costPartly) }
        row.prompt = prompt
        row.answer = answer
    }
}

extension Exchange {
    /// In billionths of a dollar; nil where the price is not known.
    func cost(_ prices: PriceTable) -> Int64? {
        guard let usage, let asked = model ?? responseModel else { return nil }
        return prices.cost(of: usage, answered: responseModel, asked: asked, provider: provider).dollars.flatMap(SpanFacts.billionths)
    }
}

/// How a message begins, in one line.
struct Excerpt {
    var text: String

    /// In characters.
    static let limit = 160

    /// Nil where the message says nothing.
    init?(_ message: Message?) {
        guard let message else { return nil }
        var text = message.text
        if text.isEmpty { text = message.toolCalls.map { "→ \($0.name)" }.joined(separator: ", ") }
        self.init(text)
    }

    init?(_ text: String) {
        // The beginning alone is looked at: a message may have megabytes.
        let words = text.prefix(4 * Self.limit).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return nil }
        self.text = words.count > Self.limit ? words.prefix(Self.limit - 1) + "…" : words
    }
}
