import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Map and reduce")
struct MapReduceTests {
    @Test("H11 Pieces that repeat all of the one before are refused", arguments: [4, 5])
    func overlap(overlap: Int) async {
        let mapReduce = MapReduce(mapper: ScriptedExecutor("m", "x"), settings: .init(chunkSize: 4, chunkOverlap: overlap))
        let error = await #expect(throws: WorkflowError.self) { try await mapReduce.run("a long text") }
        #expect(error?.cause.kind == .configuration)
    }

    @Test(
        "A text is cut into pieces that overlap",
        arguments: [
            ("abcdefgh", 4, 0, ["abcd", "efgh"]), ("abcdefg", 4, 2, ["abcd", "cdef", "efg"]), ("abc", 4, 2, ["abc"]), ("", 4, 0, [""]),
        ]
    )
    func chunks(text: String, size: Int, overlap: Int, chunks: [String]) {
        #expect(TextChunks(text, size: size, overlap: overlap).chunks == chunks)
    }

    @Test(
        "Answers are summed up at once, a few at a time, or not at all",
        arguments: [(MapReduce.ReduceStrategy.summarize, 1), (.hierarchical, 3), (.concatenate, 0)]
    )
    func reduce(strategy: MapReduce.ReduceStrategy, calls: Int) async throws {
        let reducer = ScriptedExecutor("reducer", "whole")
        let mapReduce = MapReduce(
            mapper: ScriptedExecutor("mapper", "part"),
            reducer: reducer,
            settings: .init(chunkSize: 1, reduceStrategy: strategy, fanIn: 2)
        )
        let result = try await mapReduce.run("abcd")
        #expect(reducer.inputs.count == calls)
        #expect(result.output == (calls == 0 ? "part\n\npart\n\npart\n\npart" : "whole"))
        #expect(result.iterations == 4)
    }

    @Test("A single piece needs no reducing")
    func single() async throws {
        let reducer = ScriptedExecutor("reducer", "whole")
        #expect(try await MapReduce(mapper: ScriptedExecutor("mapper", "part"), reducer: reducer).run("abcd").output == "part")
        #expect(reducer.inputs.isEmpty)
    }
}
