import GlueJSON
public import GlueLLM

/// A mapper that works on pieces of the input side by side, and a reducer that makes one answer of theirs.
///
/// ```swift
/// let summary = MapReduce(mapper: reader, reducer: editor, settings: .init(chunkSize: 4_000, chunkOverlap: 200))
/// ```
/// A single piece needs no reducing. Its iterations are the pieces.
public struct MapReduce: Workflow {
    public enum ReduceStrategy: String, Sendable, Hashable, Codable {
        /// The reducer makes one answer of all.
        case summarize
        /// The answers are put one after the other, without a reducer.
        case concatenate
        /// The reducer makes one answer of a few at a time, and of those again, until one is left.
        case hierarchical
    }

    public struct Settings: Sendable, Hashable, Codable {
        /// How many characters a piece has; nil for all of the input in one.
        public var chunkSize: Int?
        public var chunkOverlap: Int
        /// How many pieces are worked on at once; nil for all.
        public var maxParallelChunks: Int?
        public var reduceStrategy: ReduceStrategy
        /// How many answers the reducer is given at once where it works hierarchically.
        public var fanIn: Int

        public init(
            chunkSize: Int? = nil,
            chunkOverlap: Int = 0,
            maxParallelChunks: Int? = nil,
            reduceStrategy: ReduceStrategy = .summarize,
            fanIn: Int = 4
        ) {
            self.chunkSize = chunkSize
            self.chunkOverlap = chunkOverlap
            self.maxParallelChunks = maxParallelChunks
            self.reduceStrategy = reduceStrategy
            self.fanIn = fanIn
        }
    }

    public static let kind = "map_reduce"

    public var name: String
    public var settings: Settings
    public var mapper: any StepExecutor
    public var reducer: any StepExecutor

    /// - Parameter reducer: Nil for the mapper.
    public init(
        _ name: String = Self.kind,
        mapper: any StepExecutor,
        reducer: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.mapper = mapper
        self.reducer = reducer ?? mapper
        self.settings = settings
    }

    public var outline: Outline {
        let map = Outline("map", detail: "each piece", order: .parallel, parts: [mapper.outline])
        var parts = [map]
        if settings.reduceStrategy != .concatenate { parts.append(Outline("reduce", parts: [reducer.outline])) }
        return Outline(name, detail: Self.kind, parts: parts)
    }

    public func validate() throws(LLMError) {
        try require(settings.chunkOverlap >= 0, "chunkOverlap is not negative")
        try require(settings.fanIn >= 2, "fanIn is at least 2")
        try require(settings.maxParallelChunks.map { $0 > 0 } ?? true, "maxParallelChunks is at least 1")
        guard let size = settings.chunkSize else { return }
        try require(size > 0, "chunkSize is at least 1")
        try require(
            settings.chunkOverlap < size,
            "chunkOverlap is \(settings.chunkOverlap) and chunkSize \(size); a piece has to be longer than what it repeats"
        )
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let chunks = TextChunks(input, size: settings.chunkSize, overlap: settings.chunkOverlap).chunks
        run.note("chunking", ["chunks": .integer(Int64(chunks.count))])
        let calls = chunks.enumerated().map { StepCall("map", mapper, $0.element, role: "piece \($0.offset + 1)") }
        let mapped = try await run.parallel(calls, limit: settings.maxParallelChunks)
        let output = try await reduced(mapped.map(\.text), run)
        return WorkflowOutcome(
            output,
            iterations: chunks.count,
            metadata: [
                "chunks_processed": .integer(Int64(chunks.count)), "reduce_strategy": .string(settings.reduceStrategy.rawValue),
                "parallel_chunks": .integer(Int64(min(settings.maxParallelChunks ?? chunks.count, chunks.count))),
            ]
        )
    }

    private func reduced(_ texts: [String], _ run: WorkflowRun) async throws(LLMError) -> String {
        guard texts.count > 1 else { return texts.first ?? "" }
        switch settings.reduceStrategy {
        case .concatenate: return texts.joined(separator: "\n\n")
        case .summarize: return try await run.step("reduce", reducer, prompt(texts)).text
        case .hierarchical: break
        }
        var level = texts
        var round = 1
        while level.count > 1 {
            let groups = stride(from: 0, to: level.count, by: settings.fanIn).map { level[$0..<min($0 + settings.fanIn, level.count)] }
            // A group of one has nothing to be put together with.
            let calls = groups.filter { $0.count > 1 }.map { StepCall("reduce", reducer, prompt(Array($0)), round: round) }
            var answers = try await run.parallel(calls).map(\.text)[...]
            level = groups.map { $0.count > 1 ? answers.removeFirst() : $0[$0.startIndex] }
            round += 1
        }
        return level[0]
    }

    private func prompt(_ texts: [String]) -> String {
        let parts = texts.enumerated().map { "Part \($0.offset + 1):\n\($0.element)" }.joined(separator: "\n\n")
        return "These are answers to the parts of one text, in order:\n\n\(parts)\n\nMake one answer of them. Leave out what is said twice."
    }
}
