import GlueJSON
import GlueLLM
import GlueWorkflows
import InMemoryTracing
import Testing

@Suite("Iterative refinement")
struct IterativeRefinementTests {
    let tracer = InMemoryTracer()

    @Test("H02 Three critics judge both drafts; one that fails is told as a text")
    func critics() async throws {
        struct Tired: Error, CustomStringConvertible { let description = "no" }
        let producer = ScriptedExecutor("writer", "Draft 1", "Draft 2")
        let critics = [
            ScriptedExecutor("first", "shorter"), ScriptedExecutor("second", "longer"),
            ScriptedExecutor("third", answering: { _ in throw Tired() }),
        ]
        let refinement = IterativeRefinement(
            producer: producer,
            critics: critics.map { Critic($0, specialty: "the view of \($0.name)") },
            settings: .init(maxIterations: 2)
        )
        let result = try await refinement.run("Write.", options: WorkflowOptions(tracer: tracer))
        #expect(result.output == "Draft 2")
        #expect(result.iterations == 2)
        #expect(result.interactions.count == 8)
        #expect(result.metadata["converged"] == false)
        #expect(producer.inputs.count == 2)
        #expect(critics.allSatisfy { $0.inputs.count == 2 })
        #expect(producer.inputs[1].contains("Error: Tired: no"))
        #expect(result.interactions.filter { $0.executor == "third" }.allSatisfy { $0.output == "Error: Tired: no" })
        try SpanTree(tracer).expect("iterative_refinement_of_three_critics")
    }

    @Test("A draft that is good enough ends it, also in the last round", arguments: [1, 2])
    func converged(round: Int) async throws {
        let producer = ScriptedExecutor("writer", "Draft 1", "Draft 2")
        let refinement = IterativeRefinement(
            producer: producer,
            critics: [Critic(ScriptedExecutor("critic", "fine"), specialty: "all")],
            settings: .init(maxIterations: 2, minQualityScore: 0.8)
        ) { $0 == "Draft \(round)" ? 0.9 : 0.1 }
        let result = try await refinement.run("Write.")
        #expect(result.output == "Draft \(round)")
        #expect(result.metadata["converged"] == true)
        #expect(producer.inputs.count == round)
    }

    @Test("What cannot work is refused before anything is called")
    func refused() async {
        let refinement = IterativeRefinement(producer: ScriptedExecutor("writer", "x"), critics: [])
        let error = await #expect(throws: WorkflowError.self) { try await refinement.run("Write.") }
        #expect(error?.cause.kind == .configuration)
        #expect(error?.description.contains("give it at least one") == true)
    }
}
