import GlueSemantics
import GlueTestSupport
import Testing

@Suite("The catalogue of names")
struct NameCatalogueTests {
    /// Every string constant of the catalogue's source, as `file: name` and value.
    ///
    /// Swift cannot enumerate static members, and a list kept by hand would forget the very name that was added in a hurry.
    private func constants() throws -> [(place: String, name: String)] {
        let pattern = /static let (\w+) = "([^"]*)"/
        return try ["GenAI", "Glue", "HTTP", "SDKMetrics", "SourceCode"].flatMap { file in
            let source = try Repository.text("Sources/GlueSemantics/Names/\(file).swift")
            return source.matches(of: pattern).map { ("\(file).\($0.1)", String($0.2)) }
        }
    }

    @Test("No two constants share a name, and the whole catalogue is seen")
    func unique() throws {
        let constants = try constants()
        #expect(constants.count > 100)
        #expect(constants.contains { $0.name == GenAI.Attributes.inputMessages })
        #expect(constants.contains { $0.name == Glue.Members.cutMessages })
        #expect(constants.contains { $0.name == HTTP.Attributes.urlFull })
        let groups = Dictionary(grouping: constants, by: \.name).filter { $0.value.count > 1 }
        #expect(groups.isEmpty, "\(groups.values.map { $0.map(\.place) })")
    }

    @Test("Names of our own stand under gluellm, and nobody else's do")
    func prefixes() throws {
        for constant in try constants() {
            #expect(constant.name.hasPrefix("gluellm.") == constant.place.hasPrefix("Glue."), "\(constant.place)")
            #expect(constant.name.allSatisfy { !$0.isWhitespace }, "\(constant.place)")
        }
    }

    @Test(
        "Spans are named by the taxonomy",
        arguments: [
            (SpanNames.invokeAgent("planner"), "invoke_agent planner"), (SpanNames.invokeAgent(nil), "invoke_agent"),
            (SpanNames.invokeAgent(""), "invoke_agent"), (SpanNames.chat("gpt-4o"), "chat gpt-4o"), (SpanNames.chat(""), "chat"),
            (SpanNames.embeddings("small"), "embeddings small"), (SpanNames.executeTool("look"), "execute_tool look"),
            (SpanNames.invokeWorkflow("plan"), "invoke_workflow plan"), (SpanNames.invokeWorkflow(nil), "invoke_workflow"),
            (SpanNames.workflowStep("draft"), "workflow_step draft"), (SpanNames.hook("log"), "hook log"),
            (SpanNames.guardrail("length"), "guardrail length"), (SpanNames.attempt("POST"), "POST"),
        ]
    )
    func spans(name: String, expected: String) {
        #expect(name == expected)
    }

    @Test("What people and models said is content; who called what for how many tokens is none")
    func content() {
        #expect(ContentAttributes.keys.count == 12)
        #expect(ContentAttributes.keys.isSuperset(of: ["gen_ai.input.messages", "gen_ai.tool.call.result", "input.value"]))
        #expect(
            ContentAttributes.keys.isDisjoint(with: [GenAI.Attributes.requestModel, GenAI.Attributes.toolName, OpenInference.spanKind])
        )
    }
}
