import GlueLLM
import GlueSemantics

/// What a batch came to, for a person.
struct BatchReport {
    var summary: BatchSummary

    var text: String {
        var lines = ["\(Quantity.count(summary.total, "item")): \(summary.succeeded) succeeded, \(summary.failed) failed"]
        if summary.skipped > 0 { lines[0] += ", \(summary.skipped) of them left out" }
        if summary.resumed > 0 { lines.append("\(summary.resumed) were answered by an earlier run") }
        var taken = Quantity.count(summary.requests, "request")
        if summary.lostRequests > 0 { taken += ", \(summary.lostRequests) of them lost with a run that was killed" }
        if let usage = summary.usage { taken += ", \(Quantity.tokens(Int64(usage.inputTokens), Int64(usage.outputTokens)))" }
        lines.append(taken)
        lines.append(Self.cost(summary.costs))
        return lines.joined(separator: "\n")
    }

    /// Known and estimated amounts apart, and how many requests' costs are not known.
    static func cost(_ costs: BatchCosts) -> String {
        var words = [Quantity.cost(costs.exact)]
        if costs.estimated > 0 { words.append("about \(Quantity.cost(costs.estimated)) more") }
        if costs.unknown > 0 { words.append("and what \(Quantity.count(costs.unknown, "request")) cost is not known") }
        return words.joined(separator: ", ")
    }
}
