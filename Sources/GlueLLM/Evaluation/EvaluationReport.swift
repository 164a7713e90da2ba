/// The scores of an evaluation.
public struct EvaluationReport: Sendable {
    /// What one scorer made of one sample's answer.
    public struct Row: Sendable {
        /// The sample's id and place.
        public var id: String
        public var index: Int
        public var scorer: String
        /// A failure is no score of 0: the scorer could not tell.
        public var outcome: Result<Score, LLMError>

        public var score: Score? { try? outcome.get() }
    }

    /// What a scorer's scores come to.
    public struct ScorerSummary: Sendable, Hashable {
        public var scorer: String
        /// How many answers it scored.
        public var scored: Int
        /// How many it could not.
        public var failed: Int
        /// Nil where it scored none.
        public var mean: Double?
        /// The share of all samples, answered or not, that pass; nil where there is no sample.
        public var passRate: Double?
    }

    /// What answering took. Scorers that call models draw from their own clients.
    public var batch: BatchSummary
    /// In the order of samples and scorers.
    public var rows: [Row]

    public var scorers: [ScorerSummary] {
        var names: [String] = []
        for row in rows where !names.contains(row.scorer) { names.append(row.scorer) }
        return names.map { name in
            let all = rows.filter { $0.scorer == name }
            let scores = all.compactMap(\.score)
            return ScorerSummary(
                scorer: name,
                scored: scores.count,
                failed: all.count - scores.count,
                mean: scores.isEmpty ? nil : scores.reduce(0) { $0 + $1.value } / Double(scores.count),
                passRate: batch.total == 0 ? nil : Double(scores.count { $0.passes }) / Double(batch.total)
            )
        }
    }

    /// The mean of a scorer's scores; nil where it gave none.
    public func mean(_ scorer: String) -> Double? { scorers.first { $0.scorer == scorer }?.mean }

    /// The share of all samples that pass a scorer; nil where it is not one of them.
    public func passRate(_ scorer: String) -> Double? { scorers.first { $0.scorer == scorer }?.passRate }
}
