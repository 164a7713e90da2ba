import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics

/// What was said in a trace, call by call, each message once.
struct ConversationView {
    private let exchanges: [Exchange]
    private let trace: String
    private let isLeftOut: Bool

    /// - Parameter isLeftOut: Whether there is content that was not read.
    init(_ exchanges: [Exchange], trace: String, isLeftOut: Bool = false) {
        self.exchanges = exchanges
        self.trace = trace
        self.isLeftOut = isLeftOut
    }

    func view(from first: Int) -> View {
        let shown = exchanges.indices.dropFirst(first).prefix(TracePage.exchangesAtOnce)
        let next = first + shown.count
        return [
            "exchanges": shown.map(exchange),
            "emptyText": isLeftOut
                ? "This trace has too many spans to be read as a conversation. Choose a span to see what was said in it."
                : "No messages are recorded in this trace. Senders leave them out unless content capture is on.",
            "moreExchanges": next < exchanges.count ? "/traces/\(trace)/exchanges?from=\(next)" : nil,
        ]
    }

    private func exchange(_ place: Int) -> View {
        let exchange = exchanges[place]
        let known = known(to: exchange, before: place)
        var facts: [String] = []
        if let usage = exchange.usage {
            facts.append("\(Figures.count(usage.inputTokens)) → \(Figures.count(usage.outputTokens)) tokens")
            if let cached = usage.cachedInputTokens, cached > 0 { facts.append("\(Figures.count(cached)) cached") }
            if let reasoning = usage.reasoningTokens, reasoning > 0 { facts.append("\(Figures.count(reasoning)) reasoning") }
        }
        if let cost = exchange.cost(.shipped) { facts.append(Figures.cost(Double(cost) / 1e9)) }
        facts.append(Figures.time(exchange.duration))
        if let first = exchange.timeToFirstChunk { facts.append("first chunk after \(Figures.time(first))") }
        if !exchange.failedAttempts.isEmpty { facts.append("\(Figures.count(exchange.failedAttempts.count, "attempt")) failed before") }
        let tools = exchange.tools ?? []
        return [
            "trace": trace, "span": "\(exchange.spanID)",
            "model": exchange.responseModel ?? exchange.model ?? "unknown model",
            "provider": exchange.provider, "facts": facts.joined(separator: " · "),
            "earlier": known > 0 ? "after \(Figures.count(known, "earlier message"))" : nil,
            "tools": tools.isEmpty
                ? nil : View(dictionaryLiteral: ("count", Figures.count(tools.count, "tool")), ("names", tools.map(\.name))),
            "messages": Self.messages(of: exchange, dropping: known, trace: trace),
            "isError": exchange.error != nil,
            "error": exchange.error.map { "\($0.type): \($0.message)" },
            "missing": Self.missing(exchange),
        ]
    }

    /// How many of its messages an exchange has in common with one before it: a conversation repeats itself with every call.
    private func known(to exchange: Exchange, before place: Int) -> Int {
        var most = 0
        for earlier in exchanges[..<place].suffix(20) {
            let said = earlier.input + earlier.output.prefix(1).map { Message($0.role, parts: $0.parts, name: $0.name) }
            let common = zip(said, exchange.input).prefix { $0.role == $1.role && $0.parts == $1.parts }.count
            if common >= earlier.input.count { most = max(most, common) }
        }
        return most
    }

    private static func missing(_ exchange: Exchange) -> String? {
        let content: [(Exchange.Missing, String)] = [
            (.input, "what was asked"), (.output, "what was answered"), (.inputCut, "the whole of what was asked"),
            (.outputCut, "the whole of what was answered"),
        ]
        let missing = content.filter { exchange.missing.contains($0.0) && (exchange.error == nil || $0.0 == .input) }.map(\.1)
        return missing.isEmpty ? nil : missing.joined(separator: ", ")
    }

    static func messages(of exchange: Exchange, dropping known: Int, trace: String) -> [View] {
        let address = "/traces/\(trace)/spans/\(exchange.spanID)/piece?"
        let calls = (exchange.input + exchange.output).flatMap(\.toolCalls)
        let names = Dictionary(calls.compactMap { call in call.id.map { ($0, call.name) } }, uniquingKeysWith: { $1 })
        let all = exchange.input + exchange.output
        return all.indices.dropFirst(known).map { MessageView(all[$0], number: $0, address: address, tools: names).view }
    }
}
