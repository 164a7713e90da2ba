import GlueJSON
import GlueSemantics
import Synchronization
import Tracing

/// A run of a client over samples whose answers are scored.
///
/// ```swift
/// let evaluation = Evaluation([ContainsScorer(), JudgeScorer(client: judge, criteria: "Friendly and short")])
/// let report = try await evaluation.run([EvaluationCase("What is the capital of France?", expected: "Paris")], with: client)
/// #expect(report.passRate("contains") == 1)
/// ```
/// It is a batch: one trace, with a span for each sample. Each score is an event `gen_ai.evaluation.result` on its sample's
/// span, and a structured event with the response's id where the client has somewhere for those to go.
///
/// Source: open-telemetry/semantic-conventions-genai, "Generative AI events", evaluation result.
public struct Evaluation: Sendable {
    public var scorers: [any Scorer]
    public var options: BatchOptions

    public init(_ scorers: [any Scorer], options: BatchOptions = BatchOptions()) {
        self.scorers = scorers
        self.options = options
    }

    /// Answers the samples and scores the answers. A scorer that fails gives no score and stops nothing; a sample without an
    /// answer has none, and counts as one that does not pass.
    ///
    /// - Throws: ``BatchError``, as a batch does.
    public func run(_ cases: [EvaluationCase], with client: LLMClient) async throws(BatchError) -> EvaluationReport {
        let placed = cases.enumerated().map { PlacedItem(index: $0, item: $1.item) }
        var seen = FingerprintSet()
        for item in placed where !seen.insert(Fingerprint(item.id)) { throw BatchError(.duplicateID(item.id)) }
        var options = options
        options.total = cases.count
        let rows = Mutex<[EvaluationReport.Row]>([])
        let publisher = ScorePublisher(client)
        let batch = BatchRun(client, options) { [scorers] item, completion, span in
            let sample = ScoredSample(
                input: item.item.messages.last?.text ?? "",
                output: completion.value?.text() ?? completion.text,
                expected: cases[item.index].expected
            )
            for scorer in scorers {
                let outcome: Result<Score, LLMError>
                do throws(LLMError) {
                    outcome = .success(try await scorer.score(sample))
                } catch {
                    outcome = .failure(error)
                }
                publisher.publish(outcome, by: scorer, of: completion, on: span)
                rows.withLock { $0.append(EvaluationReport.Row(id: item.id, index: item.index, scorer: scorer.name, outcome: outcome)) }
            }
        }
        let summary = try await batch.run(PlacedItems(items: placed)) { _ in }
        let order = Dictionary(scorers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let sorted = rows.withLock { $0 }.sorted { ($0.index, order[$0.scorer] ?? 0) < ($1.index, order[$1.scorer] ?? 0) }
        return EvaluationReport(batch: summary, rows: sorted)
    }
}

/// A sample to answer, and what is expected.
public struct EvaluationCase: Sendable, Hashable {
    public var item: BatchItem
    /// A text, or JSON as text; nil where only the answer itself is looked at.
    public var expected: String?

    public init(_ item: BatchItem, expected: String? = nil) {
        self.item = item
        self.expected = expected
    }

    public init(_ prompt: String, expected: String? = nil) { self.init(BatchItem(prompt), expected: expected) }

    /// The samples of a file of JSON lines: each is an item of a batch, with a member `expected` that is a text or any other
    /// JSON.
    ///
    /// - Throws: ``BatchError/Reason/badLines(_:)`` with all lines that are none.
    public static func load(from path: String) throws(BatchError) -> [EvaluationCase] {
        guard let reader = try LineReader(path) else { throw BatchError(.file(path: path, reason: "there is no such file")) }
        var cases: [EvaluationCase] = []
        var bad: [BatchError.BadLine] = []
        var number = 0
        while let (bytes, _) = try reader.next() {
            number += 1
            guard bytes.contains(where: { $0 > 0x20 }) else { continue }
            do {
                var object = try JSONValue(parsing: bytes).object ?? JSONObject()
                let expected = object["expected"].flatMap { $0.isNull ? nil : $0.string ?? $0.text() }
                object["expected"] = nil
                var item = try BatchItem(json: .object(object))
                if item.id == nil { item.id = "line-\(number)" }
                cases.append(EvaluationCase(item, expected: expected))
            } catch {
                bad.append(BatchError.BadLine(number: number, reason: "\(error)"))
            }
        }
        guard bad.isEmpty else { throw BatchError(.badLines(bad)) }
        return cases
    }
}
