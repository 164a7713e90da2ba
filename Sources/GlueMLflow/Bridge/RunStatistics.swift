import GlueOTLP
import GlueSemantics

/// What many steps come to: one set of metrics and params for a run, however many calls there were.
///
/// | metric | of |
/// |---|---|
/// | `llm.latency_seconds`, `llm.tokens.prompt`, `.completion`, `.total`, `.cached`, `.cache_write`, `.reasoning`, `llm.cost_usd`, `llm.time_to_first_chunk_seconds`, `llm.retries`, `llm.success`, `llm.error` | model calls |
/// | `embedding.…`, `retrieval.…`, `tool.…`, `agent.…`, `workflow.…` | those steps, likewise |
///
/// Each stands for single calls as a point of its own, one step a call; over all of them it gets `.count`, `.sum`, `.mean`, `.p50`,
/// `.p95`, `.p99` and `.max`. Percentiles are exact up to 256 values, then to half a percent. A param that has several values lists them.
///
/// Source: GlueLLM for Python, telemetry: the names and units of what it logs, where it has them.
struct RunStatistics: Sendable {
    /// How many values of a param are listed.
    private static let listed = 20
    /// Names of tools and models are without end where something is wrong.
    private static let names = 1000

    private(set) var steps = 0
    private var distributions: [String: Distribution] = [:]
    private var values: [String: Set<String>] = [:]

    mutating func add(_ step: RecordedStep) {
        steps += 1
        for (name, value) in step.measurements where value.isFinite {
            guard distributions[name] != nil || distributions.count < Self.names else { continue }
            distributions[name, default: Distribution()].record(value)
        }
        for (name, value) in step.settings where values[name, default: []].count <= Self.listed {
            values[name, default: []].insert(value)
        }
    }

    /// - Parameters:
    ///   - time: When they hold.
    ///   - step: How many such sets came before.
    func metrics(at time: MLflowTime, step: Int64 = 0) -> [Metric] {
        var metrics: [Metric] = []
        for (name, values) in distributions.sorted(by: { $0.key < $1.key }) {
            func add(_ suffix: String, _ value: Double?) {
                if let value { metrics.append(Metric("\(name).\(suffix)", value, step: step, time: time)) }
            }
            add("count", Double(values.count))
            add("sum", values.sum)
            // Each counts as one: the rest says the same.
            guard !name.hasSuffix(".success"), !name.hasSuffix(".error") else { continue }
            add("mean", values.mean)
            add("p50", values.quantile(0.5))
            add("p95", values.quantile(0.95))
            add("p99", values.quantile(0.99))
            add("max", values.max)
        }
        return metrics
    }

    var params: [String: String] {
        values.mapValues { values in
            let listed = values.sorted().prefix(Self.listed).joined(separator: ", ")
            let text = values.count > Self.listed ? "\(listed), …" : listed
            return String(String.UnicodeScalarView(text.unicodeScalars.prefix(MLflowLimits.paramValue)))
        }
    }
}

/// Counts how often requests were sent again, from the spans of single attempts, until the span of the call that they belong to
/// ends.
struct RetryCounter: Sendable {
    /// Attempts whose call never ends must not fill the memory.
    private static let most = 10_000
    private var counts: [OTLP.SpanID: Int] = [:]

    /// - Parameter parent: The span of the call.
    mutating func attempt(_ attributes: [OTLP.KeyValue], parent: OTLP.SpanID) {
        guard let resends = attributes[HTTP.Attributes.requestResendCount]?.int, resends > 0 else { return }
        guard counts[parent] != nil || counts.count < Self.most else { return }
        counts[parent] = max(counts[parent] ?? 0, Int(clamping: resends))
    }

    mutating func take(_ span: OTLP.SpanID) -> Int { counts.removeValue(forKey: span) ?? 0 }
}
