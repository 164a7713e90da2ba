import GlueJSON
public import GlueLLM

/// A generator who answers from texts that a retriever found.
///
/// ```swift
/// let answers = RetrievalAugmented(retriever: KeywordRetriever(chunks), generator: writer)
/// ```
/// Its iterations are one.
public struct RetrievalAugmented: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        public var maxRetrievedChunks: Int
        /// Whether the sources are listed behind the answer, in the order in which they were found.
        public var includeSources: Bool
        /// Whether the verifier, where there is one, checks the answer against the texts.
        public var verifyFacts: Bool
        /// Whether the generator answers without texts where none is found.
        public var fallbackOnNoContext: Bool

        public init(
            maxRetrievedChunks: Int = 5,
            includeSources: Bool = true,
            verifyFacts: Bool = false,
            fallbackOnNoContext: Bool = true
        ) {
            self.maxRetrievedChunks = maxRetrievedChunks
            self.includeSources = includeSources
            self.verifyFacts = verifyFacts
            self.fallbackOnNoContext = fallbackOnNoContext
        }
    }

    public static let kind = "rag"
    /// The output where nothing was found and the generator is not to answer without.
    public static let noContext = "No relevant context found."

    public var name: String
    public var settings: Settings
    public var retriever: any Retriever
    public var generator: any StepExecutor
    public var verifier: (any StepExecutor)?

    public init(
        _ name: String = Self.kind,
        retriever: any Retriever,
        generator: any StepExecutor,
        verifier: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.retriever = retriever
        self.generator = generator
        self.verifier = verifier
        self.settings = settings
    }

    public var outline: Outline {
        var parts = [Outline(retriever.name, detail: "retrieves"), generator.outline]
        if settings.verifyFacts, let verifier { parts.append(verifier.outline) }
        return Outline(name, detail: Self.kind, parts: parts)
    }

    public func validate() throws(LLMError) {
        try require(settings.maxRetrievedChunks > 0, "maxRetrievedChunks is at least 1")
        try require(!settings.verifyFacts || verifier != nil, "verifyFacts needs a verifier")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        let chunks = Array(
            try await run.retrieve(input, from: retriever, limit: settings.maxRetrievedChunks).prefix(settings.maxRetrievedChunks)
        )
        var isVerified = false
        var output = Self.noContext
        if !chunks.isEmpty || settings.fallbackOnNoContext {
            output = try await run.step("generate", generator, prompt(input, chunks), role: "generator").text
            if settings.verifyFacts, let verifier, !chunks.isEmpty {
                let verdict = try await run.step("verify", verifier, check(output, chunks), role: "verifier").text
                output += "\n\n[Verification: \(verdict)]"
                isVerified = true
            }
            if settings.includeSources, !chunks.isEmpty { output += "\n\nSources: \(sources(chunks).joined(separator: ", "))" }
        }
        return WorkflowOutcome(
            output,
            iterations: 1,
            metadata: [
                "retrieved_chunks": .integer(Int64(chunks.count)), "verified": .bool(isVerified),
                "sources_included": .bool(settings.includeSources && !chunks.isEmpty),
            ]
        )
    }

    /// Each source once, in the order of retrieval; a text without one by its number.
    private func sources(_ chunks: [RetrievedChunk]) -> [String] {
        var seen: Set<String> = []
        return chunks.enumerated().map { $0.element.source ?? "chunk_\($0.offset + 1)" }.filter { seen.insert($0).inserted }
    }

    private func prompt(_ question: String, _ chunks: [RetrievedChunk]) -> String {
        guard !chunks.isEmpty else { return question }
        return "What is known:\n\(listed(chunks))\n\nAnswer from it, and say so where it is not enough.\n\nThe question:\n\(question)"
    }

    private func check(_ answer: String, _ chunks: [RetrievedChunk]) -> String {
        "What is known:\n\(listed(chunks))\n\nAn answer:\n\(answer)\n\nSay whether all of the answer is backed by what is known, and what is not."
    }

    private func listed(_ chunks: [RetrievedChunk]) -> String {
        chunks.enumerated().map { "[\($0.offset + 1)] \($0.element.text)" }.joined(separator: "\n")
    }
}
