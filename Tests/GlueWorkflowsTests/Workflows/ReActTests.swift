import GlueJSON
import GlueLLM
import Testing

@testable import GlueWorkflows

@Suite("ReAct")
struct ReActTests {
    @Test("H12 The tool runs, and the answer may have several lines")
    func tool() async throws {
        let reasoner = ScriptedExecutor("thinker", "Thought: t\nAction: echo[x]", "Thought: k\nFinal Answer: line1\nline2")
        let result = try await ReAct(reasoner: reasoner, tools: [EchoTool()]).run("What?")
        #expect(result.iterations == 2)
        #expect(result.output == "line1\nline2")
        #expect(reasoner.inputs[1].contains("Observation: echo of x"))
        #expect(result.metadata["final_answer_detected"] == true)
    }

    @Test("An observation that the reasoner made up is left out, and an unknown tool is told with those that there are")
    func invented() async throws {
        let reasoner = ScriptedExecutor(
            "thinker",
            "Action: search[x]\nObservation: I found it\nFinal Answer: made up",
            "Thought: hm",
            "Final Answer: no"
        )
        let result = try await ReAct(reasoner: reasoner, tools: [EchoTool()]).run("What?")
        #expect(result.output == "no")
        #expect(!reasoner.inputs[1].contains("I found it"))
        #expect(reasoner.inputs[1].contains("There is no tool search. The tools are: echo."))
        #expect(reasoner.inputs[2].contains("There was no action."))
    }

    @Test(
        "A step is read by its prefixes",
        arguments: [
            ("Thought: a\nb\nAction: f[{\"x\": [1]}]", "a\nb", "f", "{\"x\": [1]}"), ("action: g(1, (2))", nil, "g", "1, (2)"),
            ("Action: now", nil, "now", ""), ("Action: f[a]\nand [more]", nil, "f", "a"), ("Action: f[\"]\"]", nil, "f", "\"]\""),
            ("Action: f[open", nil, nil, nil), ("no prefix", nil, nil, nil),
        ] as [(String, String?, String?, String?)]
    )
    func step(text: String, thought: String?, tool: String?, input: String?) {
        let step = ReActStep(text)
        #expect(step.thought == thought)
        #expect(step.action?.tool == tool)
        #expect(step.action?.input == input)
    }

    @Test("An answer in bold is one, and an observation of another name is left out")
    func written() {
        #expect(ReActStep("**Final Answer:** 42").answer == "42")
        let step = ReActStep("Action: f[x]\nResult: made up]", observationPrefix: "Result:")
        #expect(step.action?.input == "x")
    }

    @Test("Without an answer the last thought is told")
    func unanswered() async throws {
        let reasoner = ScriptedExecutor("thinker", "Thought: first\nAction: echo[x]", "Thought: second\nAction: echo[y]")
        let result = try await ReAct(reasoner: reasoner, tools: [EchoTool()], settings: .init(maxSteps: 2)).run("What?")
        #expect(result.output == "second")
        #expect(result.metadata["final_answer_detected"] == false)
    }
}
