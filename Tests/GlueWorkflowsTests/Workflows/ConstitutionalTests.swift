import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("Constitutional")
struct ConstitutionalTests {
    private let principles = [Constitutional.Principle("harmless", "h"), Constitutional.Principle("helpful", "u")]

    @Test("H15 A principle that fails beside one that passes leads to another text")
    func revision() async throws {
        let generator = ScriptedExecutor("writer", "t1", "t2")
        let critic = ScriptedExecutor("critic", "harmless: PASS, helpful: FAIL", "harmless: PASS, helpful: PASS")
        let result = try await Constitutional(generator: generator, critic: critic, settings: .init(principles: principles)).run("Write.")
        #expect(result.iterations == 2)
        #expect(result.output == "t2")
        #expect(generator.inputs[1].contains("- helpful (error): u"))
        #expect(!generator.inputs[1].contains("- harmless"))
    }

    @Test(
        "H15 Verdicts are read principle by principle",
        arguments: [
            ("harmless: PASS\nhelpful: PASS", ["harmless", "helpful"]), ("harmless does not pass, helpful passes", []),
            ("The text should be harmless and helpful.\nharmless: PASS\nhelpful: FAIL", ["harmless"]),
            ("**helpful**: **PASS**", ["helpful"]),
            ("harmless: it doesn't pass", []), ("harmless:\nPASS", []),
            ("everything: pass", []), ("helpful: FAIL. harmless: PASS", ["harmless"]), ("unharmless: pass", []), ("harmless", []),
        ]
    )
    func verdicts(text: String, passed: [String]) {
        #expect(PrincipleVerdicts(text, of: ["harmless", "helpful"]).passed == Set(passed))
    }

    @Test("Only critical principles are insisted on where not all have to be kept")
    func severity() async throws {
        let settings = Constitutional.Settings(
            principles: [.init("harmless", "h", severity: .critical), .init("brief", "b", severity: .warning)],
            requireAllPass: false
        )
        let critic = ScriptedExecutor("critic", "harmless: FAIL, brief: PASS", "harmless: PASS, brief: FAIL")
        let result = try await Constitutional(generator: ScriptedExecutor("writer", "t1", "t2"), critic: critic, settings: settings).run(
            "Write."
        )
        #expect(result.output == "t2")
        #expect(result.metadata["principles_status"]?["brief"] == false)
    }
}
