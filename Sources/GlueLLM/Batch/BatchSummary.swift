public import GlueJSON
public import GlueSemantics

/// What a batch came to.
public struct BatchSummary: Sendable, Hashable {
    /// How many items ended.
    public var total: Int { succeeded + failed }
    public var succeeded = 0
    public var failed = 0
    /// How many of the failed are no results, as the strategy is to skip them.
    public var skipped = 0
    /// How many of the ended were answered by an earlier run of the same batch.
    public var resumed = 0
    /// How many requests went out, those of earlier runs included.
    public var requests = 0
    /// How many of them were never answered because the run was killed. Their cost is an estimate.
    public var lostRequests = 0
    /// The tokens of all answers; nil where none was told.
    public var usage: Usage?
    public var costs = BatchCosts()
    /// Of this run.
    public var elapsed = Duration.zero

    public init() {}

    mutating func add(_ result: BatchResult, isSkipped: Bool) {
        switch result.outcome {
        case .success: succeeded += 1
        case .failure:
            failed += 1
            if isSkipped { skipped += 1 }
        }
        addTaken(by: result)
    }

    /// Counts what an item took that came to no end.
    mutating func addTaken(by result: BatchResult) {
        requests += result.requests
        costs += result.costs
        if let more = result.usage { usage = (usage ?? Usage()) + more }
    }
}

/// A summary and the results, in the order of the items.
public struct BatchResponse: Sendable {
    public var summary: BatchSummary
    public var results: [BatchResult]
}

extension BatchSummary {
    /// For programs: counts, US dollars, seconds.
    public var json: JSONValue {
        var object: JSONObject = [
            "total": JSONValue(total), "succeeded": JSONValue(succeeded), "failed": JSONValue(failed), "skipped": JSONValue(skipped),
            "resumed": JSONValue(resumed), "requests": JSONValue(requests), "lost_requests": JSONValue(lostRequests),
            "costs": costs.json,
        ]
        object["cost_usd"] = costs.total.dollars.map(JSONValue.number) ?? .null
        object["cost_kind"] = .string(costs.total.kind.rawValue)
        object["usage"] =
            usage.map { ["input_tokens": JSONValue($0.inputTokens), "output_tokens": JSONValue($0.outputTokens)] } ?? .null
        object["elapsed_seconds"] = .number(elapsed.seconds)
        return .object(object)
    }
}
