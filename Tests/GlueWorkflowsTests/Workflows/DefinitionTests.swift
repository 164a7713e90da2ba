import GlueJSON
import GlueLLM
import GlueWorkflows
import Testing

@Suite("Workflow definitions")
struct DefinitionTests {
    private func workflow(_ json: JSONValue) throws(LLMError) -> any Workflow {
        try WorkflowDefinition(json).workflow { agent throws(LLMError) in ScriptedExecutor(agent.name, "said by \(agent.name)") }
    }

    @Test("Every kind can be had with agents of ours, but for those that need more", arguments: WorkflowDefinition.kinds)
    func standard(kind: String) throws {
        guard !["rag", "constitutional", "conditional"].contains(kind) else {
            let error = #expect(throws: LLMError.self) { try WorkflowDefinition.standard(kind) }
            #expect(error?.message.contains("describe it in a file") == true)
            return
        }
        let definition = try WorkflowDefinition.standard(kind)
        let made = try definition.workflow(
            agent: { agent throws(LLMError) in FunctionExecutor(agent.name) { $0 } },
            tool: { _ in EchoTool() }
        )
        #expect(type(of: made).kind == kind)
        #expect(definition.agents.allSatisfy { $0.system?.isEmpty == false })
    }

    @Test("A file can have each of the sixteen, and branches and conditions")
    func kinds() {
        #expect(Set(WorkflowDefinition.kinds) == Set(Sample.all().map { type(of: $0.workflow).kind } + ["parallel", "conditional"]))
    }

    @Test("Settings that are left out stay as they are; those of a file may be in either case")
    func settings() async throws {
        let debate: JSONValue = [
            "workflow": "debate", "name": "tea", "agents": ["a": [:], "b": [:]], "participants": ["a", "b"], "settings": ["max_rounds": 2],
        ]
        let made = try #require(try workflow(debate) as? Debate)
        #expect(made.name == "tea")
        #expect(made.settings == Debate.Settings(maxRounds: 2))
        #expect(try await made.run("Tea?").iterations == 2)
        let constitutional: JSONValue = [
            "workflow": "constitutional", "agents": ["a": [:]], "generator": "a",
            "settings": ["principles": [["name": "kind"]], "maxRevisions": 5],
        ]
        #expect((try workflow(constitutional) as? Constitutional)?.settings.principles == [.init("kind", "")])
    }

    @Test("Workflows stand in workflows, with conditions")
    func nested() async throws {
        let made = try workflow([
            "workflow": "pipeline", "agents": ["a": [:], "b": [:], "c": [:]],
            "stages": [
                "a", ["name": "discuss", "do": ["workflow": "debate", "participants": ["b", "c"], "settings": ["max_rounds": 1]]],
                ["agent": "c", "when": ["not": ["contains": "said by b"]]],
            ],
        ])
        let result = try await made.run("go")
        #expect(result.output == "b: said by b\n\nc: said by c")
        #expect(result.iterations == 2)
    }

    private static let faulty: [(JSONValue, String)] = [
        (["workflow": "nope"], "workflow.workflow: there is no nope; the workflows are chain_of_density"),
        (["workflow": "debate", "participants": ["x", "y"]], "workflow.participants[0]: there is no agent x; the agents are none"),
        (["workflow": "socratic", "agents": ["a": [:]], "questioner": "a"], "workflow: responder is missing"),
        (
            ["workflow": "debate", "agents": ["a": [:]], "participants": ["a", "a"], "settings": ["rounds": 1]],
            "workflow.settings.rounds: there is no such setting; the settings are judge_decides, max_rounds"
        ),
        (
            ["workflow": "debate", "agents": ["a": [:]], "participants": ["a", "a"], "settings": ["max_rounds": "two"]],
            "workflow.settings: max_rounds:"
        ),
        (["workflow": "debate", "agents": ["a": [:]], "participants": ["a"]], "a debate needs two participants or more"),
        (["workflow": "reflection", "agents": ["a": ["sytem": "x"]], "generator": "a"], "agents.a.sytem: there is no such member"),
        (["workflow": "reflection", "agents": ["a": [:]], "generator": "a", "extra": 1], "workflow.extra: there is no such member"),
        (
            ["workflow": "pipeline", "agents": ["a": [:]], "stages": [["agent": "a", "when": ["is": 1]]]],
            "workflow.stages[0].when: one of contains"
        ),
        ("debate", "workflow: an object is expected"),
    ]

    @Test("What is wrong is told with its place and the way out", arguments: faulty)
    func faults(json: JSONValue, message: String) {
        let error = #expect(throws: LLMError.self) { try workflow(json) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
