import GlueJSON
import GlueLLM
import GlueWorkflows
import Testing

@Suite("Retrieval-augmented generation")
struct RetrievalAugmentedTests {
    private let two = FunctionRetriever("shelf") { _, _ in [RetrievedChunk("one", source: "s1"), RetrievedChunk("two")] }

    @Test("H14 The answer is checked, and its sources stand in the order of retrieval")
    func sources() async throws {
        let rag = RetrievalAugmented(
            retriever: two,
            generator: ScriptedExecutor("writer", "answer"),
            verifier: ScriptedExecutor("checker", "ok"),
            settings: .init(verifyFacts: true)
        )
        let result = try await rag.run("What?")
        #expect(result.output == "answer\n\n[Verification: ok]\n\nSources: s1, chunk_2")
        #expect(result.metadata["retrieved_chunks"] == 2)
    }

    @Test("H14 Where nothing is found, a fixed text or the bare question", arguments: [true, false])
    func nothing(fallsBack: Bool) async throws {
        let generator = ScriptedExecutor("writer", "from memory")
        let rag = RetrievalAugmented(
            retriever: FunctionRetriever("empty") { _, _ in [] },
            generator: generator,
            settings: .init(fallbackOnNoContext: fallsBack)
        )
        let result = try await rag.run("What?")
        #expect(result.output == (fallsBack ? "from memory" : "No relevant context found."))
        #expect(generator.inputs == (fallsBack ? ["What?"] : []))
    }

    @Test("Rare words find their text, and what fits not at all is left out")
    func keywords() async throws {
        let retriever = KeywordRetriever(
            "shelf",
            [
                RetrievedChunk("the sky is blue", source: "sky"), RetrievedChunk("the sea is blue and the sea is deep", source: "sea"),
                RetrievedChunk("zinc is a metal", source: "zinc"),
            ]
        )
        #expect(try await retriever.retrieve("Is zinc blue?", limit: 2).map(\.source) == ["zinc", "sky"])
        #expect(try await retriever.retrieve("quartz", limit: 2).isEmpty)
        #expect(try await retriever.retrieve("deep sea", limit: 5).map(\.source) == ["sea"])
    }
}
