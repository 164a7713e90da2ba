import GlueJSON
import GlueLLM
import GlueWorkflows
import Testing

@Suite("Reflection")
struct ReflectionTests {
    @Test("H05 Three versions with two reflections between them")
    func versions() async throws {
        let generator = ScriptedExecutor("writer", "v1", "v2", "v3")
        let reflector = ScriptedExecutor("editor", "more")
        let result = try await Reflection(generator: generator, reflector: reflector).run("Write.")
        #expect((generator.inputs.count, reflector.inputs.count) == (3, 2))
        #expect(result.output == "v3")
        #expect(result.interactions.count == 5)
        // The second reflection compares the second version with the first, not with itself.
        #expect(reflector.inputs[1].contains("The version before:\nv1"))
        #expect(reflector.inputs[1].contains("The version now:\nv2"))
    }

    @Test("H05 A version that is as long as the one before ends it")
    func settled() async throws {
        let generator = ScriptedExecutor("writer", "v1", "v2", "v3")
        let reflection = Reflection(generator: generator, settings: .init(minImprovementThreshold: 0.1))
        // The generator reflects too: its second answer is the reflection.
        let result = try await reflection.run("Write.")
        #expect(result.iterations == 2)
        #expect(result.metadata["reflections_completed"] == 2)
    }

    @Test("A prompt of one's own is given both versions")
    func template() async throws {
        let reflector = ScriptedExecutor("editor", "more")
        let reflection = Reflection(
            generator: ScriptedExecutor("writer", "a", "b", "c"),
            reflector: reflector,
            settings: .init(reflectionPromptTemplate: "{previous_output} then {current_output}")
        )
        _ = try await reflection.run("Write.")
        #expect(reflector.inputs == [" then a", "a then b"])
    }
}
