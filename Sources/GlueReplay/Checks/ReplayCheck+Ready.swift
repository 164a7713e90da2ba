import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics

extension ReplayCheck {
    /// The calls take no more tokens than the recorded ones and so many percent of them.
    public static func tokens(within percent: Double) -> ReplayCheck {
        ReplayCheck("tokens within \(shown(percent)) %") { recorded, replayed in
            exceeded("tokens", Double(tokens(recorded)), Double(tokens(replayed)), percent)
        }
    }

    /// The calls cost no more than the recorded ones and so many percent of that. A price that is not known is a failure:
    /// nothing could be said.
    public static func cost(within percent: Double) -> ReplayCheck {
        ReplayCheck("cost within \(shown(percent)) %") { recorded, replayed in
            guard let before = dollars(recorded) else { return ["what the recorded calls cost is not known"] }
            guard let after = dollars(replayed) else { return ["what the calls cost is not known; the model may have no price"] }
            return exceeded("dollars", before, after, percent)
        }
    }

    /// No tool is called that was not called when it was recorded.
    public static let noNewTools = ReplayCheck("no new tool") { recorded, replayed in
        let known = Set(recorded.toolRuns.map(\.name))
        var seen: Set<String> = []
        return replayed.toolRuns.map(\.name).filter { !known.contains($0) && seen.insert($0).inserted }.map { "the tool \($0) is called" }
    }

    /// The same tools are called with the same arguments, in the same order.
    public static let sameToolArguments = ReplayCheck("same tool arguments") { recorded, replayed in
        var failures: [String] = []
        for index in 0..<max(recorded.toolRuns.count, replayed.toolRuns.count) {
            let before = index < recorded.toolRuns.count ? recorded.toolRuns[index] : nil
            let after = index < replayed.toolRuns.count ? replayed.toolRuns[index] : nil
            guard before?.name != after?.name || before?.arguments != after?.arguments else { continue }
            func shown(_ run: RecordedToolRun?) -> String {
                run.map { "\($0.name)(\(JSONDifference.shown($0.arguments ?? .null)))" } ?? "none"
            }
            failures.append("tool call \(index + 1): recorded \(shown(before)), replayed \(shown(after))")
        }
        return failures
    }

    /// Requests begin as the recorded ones do, and each still begins with the one before it where it did: what providers
    /// keep in their caches by its beginning is found there again.
    public static let samePromptPrefix = ReplayCheck("same prompt prefix") { recorded, replayed in
        var failures: [String] = []
        for (index, pair) in zip(recorded.exchanges, replayed.exchanges).enumerated() {
            let (before, after) = pair
            let systems = (before.input.prefix { $0.role == .system }, after.input.prefix { $0.role == .system })
            if before.tools?.map(\.json) != after.tools?.map(\.json) {
                failures.append("exchange \(index): the tools that are offered first are others")
            } else if Array(systems.0) != Array(systems.1) {
                failures.append("exchange \(index): the system prompt is another")
            } else if index > 0, before.input.starts(with: recorded.exchanges[index - 1].input),
                !after.input.starts(with: replayed.exchanges[index - 1].input)
            {
                failures.append("exchange \(index): it does not go on from the request before it any more")
            }
        }
        return failures
    }

    private static func tokens(_ recording: Recording) -> Int { recording.exchanges.reduce(0) { $0 + ($1.usage?.totalTokens ?? 0) } }

    /// Of the model calls alone: an agent's span has their sum.
    private static func dollars(_ recording: Recording) -> Double? {
        let ids = Set(recording.exchanges.filter { $0.error == nil }.map(\.spanID))
        var sum = 0.0
        for span in recording.traces.spans where ids.contains(span.spanID) {
            guard let cost = span.attributes[Glue.Attributes.costUSD]?.plain.number else { return nil }
            sum += cost
        }
        return sum
    }

    private static func exceeded(_ what: String, _ before: Double, _ after: Double, _ percent: Double) -> [String] {
        guard after > before * (1 + percent / 100) else { return [] }
        let more = before > 0 ? ", \(shown((after / before - 1) * 100)) % more" : ""
        return ["\(shown(after)) \(what) in place of \(shown(before))\(more)"]
    }

    private static func shown(_ number: Double) -> String {
        let rounded = (number * 1e6).rounded() / 1e6
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
    }
}

extension ReplayCheck {
    /// Reads a check as a command line names it: `tokens=10`, `cost=10`, `no-new-tools`, `same-tool-arguments`,
    /// `same-prompt-prefix`.
    ///
    /// Nil for what is none.
    public init?(named text: String) {
        let words = text.split(separator: "=", maxSplits: 1)
        let percent = words.count == 2 ? Double(words[1]).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil } : nil
        switch (words.first, percent) {
        case ("tokens", let percent?): self = .tokens(within: percent)
        case ("cost", let percent?): self = .cost(within: percent)
        case ("no-new-tools", nil) where words.count == 1: self = .noNewTools
        case ("same-tool-arguments", nil) where words.count == 1: self = .sameToolArguments
        case ("same-prompt-prefix", nil) where words.count == 1: self = .samePromptPrefix
        default: return nil
        }
    }
}
