public import GlueJSON
public import GlueOTLP

/// What came of driving a recording again.
public struct ReplayOutcome: Sendable {
    public var verdict: Verdict
    /// The spans of the replay.
    public var traces: OTLP.Traces
    /// The recorded exchanges that nobody asked for again.
    public var unused: [Exchange]
    /// What the added checks say.
    public var checks: [ReplayCheck.Result]
    /// What was driven: the paths of the recorded completions and workflows.
    public var roots: [String]

    /// Whether all went as it was recorded, nothing of the recording was left over, and every check holds.
    public var isFaithful: Bool { verdict.isSame && unused.isEmpty && checks.allSatisfy(\.failures.isEmpty) }

    /// The outcome for machines: the verdict, which exchanges were not asked for, and the checks.
    public var json: JSONValue {
        var object = verdict.json.object ?? [:]
        object["unused"] = .array(unused.map { ["index": .integer(Int64($0.index)), "span_id": .string("\($0.spanID)")] })
        if !checks.isEmpty { object["checks"] = .array(checks.map(\.json)) }
        return .object(object)
    }
}

extension ReplayOutcome: CustomStringConvertible {
    /// The outcome for people.
    public var description: String {
        let leftOver = unused.map(Self.leftOver)
        let failed = checks.flatMap { check in check.failures.map { "\(check.name): \($0)" } }
        return ([verdict.description] + leftOver + failed).joined(separator: "\n")
    }

    static func leftOver(_ exchange: Exchange) -> String {
        "exchange \(exchange.index) (span \(exchange.spanID)) was recorded and not asked for again"
    }
}
