import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Answers in a form")
struct StructuredAnswerTests {
    static let format = OutputSchema(
        name: "Box[int]",
        schema: JSONSchema.object(["name": .string(), "value": .integer()], required: ["value"])
    )

    static let request = ModelRequest(
        model: "m",
        messages: [.system("Be terse."), .user("go")],
        tools: [ToolDefinition(name: "add", description: "", parameters: [:])],
        parameters: ModelParameters(toolChoice: .required)
    )

    private func answer(_ mode: StructuredOutputMode, _ format: OutputSchema = format) -> StructuredAnswer {
        StructuredAnswer(format, mode: mode)
    }

    private func fault(_ message: Message, _ answer: StructuredAnswer) -> AnswerFault? {
        do throws(AnswerFault) {
            _ = try answer.read(message)
            return nil
        } catch {
            return error
        }
    }

    @Test("A provider's own mode gets the strict form under a legal name, and no tools")
    func native() {
        let request = answer(.native).request(Self.request)
        let strict = Self.format.schema.strict().schema
        #expect(request.output == .schema(OutputSchema(name: "Box_int", schema: strict, strict: true)))
        #expect(request.tools.isEmpty)
        #expect(request.parameters.toolChoice == nil)
        #expect(request.messages == Self.request.messages)
    }

    @Test("A schema that cannot be strict goes as it is, as a hint")
    func hint() {
        let schema = OutputSchema(name: "m", schema: JSONSchema(["type": "object", "additionalProperties": ["type": "integer"]]))
        #expect(
            answer(.native, schema).request(Self.request).output == .schema(OutputSchema(name: "m", schema: schema.schema, strict: false))
        )
        let loose = OutputSchema(name: "m", schema: Self.format.schema, strict: false)
        #expect(answer(.native, loose).request(Self.request).output == .schema(loose))
    }

    @Test("Otherwise a tool that has to be called takes the answer")
    func tool() {
        let request = answer(.tool).request(Self.request)
        #expect(request.output == nil)
        #expect(request.tools.map(\.name) == ["Box_int"])
        #expect(request.tools.first?.parameters == Self.format.schema.strict().schema.value)
        #expect(request.parameters.toolChoice == .tool("Box_int"))
    }

    @Test("Or the system prompt says it, after what it says already")
    func prompt() {
        let request = answer(.prompt).request(Self.request)
        #expect(request.output == nil)
        #expect(request.messages.count == 2)
        #expect(request.messages[0].parts.first == .text("Be terse."))
        #expect(request.messages[0].text.hasSuffix("\n" + Self.format.schema.value.text()))
        let bare = answer(.prompt).request(ModelRequest(model: "m", messages: [.user("go")]))
        #expect(bare.messages.map(\.role) == [.system, .user])
    }

    @Test(
        "An answer is read however it is wrapped",
        arguments: [
            .assistant(#"{"name":"n","value":1}"#), .assistant("```json\n{\"name\":\"n\",\"value\":1}\n```"),
            .assistant(#"Sure! {"name":"n","value":1} Anything else?"#),
            .assistant(#"Not {"value":"x"} but {"name":"n","value":1}"#),
            Message(.assistant, parts: [.toolCall(ToolCall(id: "1", name: "Box_int", arguments: ["name": "n", "value": 1]))]),
            Message(.assistant, parts: [.toolCall(ToolCall(id: "1", name: "Box_int", arguments: #"{"name":"n","value":1}"#))]),
        ] as [Message]
    )
    func read(message: Message) throws {
        #expect(try answer(.tool).read(message) == ["name": "n", "value": 1])
    }

    @Test(
        "What is wrong is told with path and expectation, and the summary quotes nothing",
        arguments: [
            (#"{"value":"secret"}"#, "$.value: expected a whole number, found \"secret\"", "$.value: expected a whole number"),
            (#"{"name":"a"}"#, "$.value: expected a whole number, found nothing", "$.value: expected a whole number"),
            (
                #"{"value":1,"secret":2}"#, "$: expected no members but name, value, found \"secret\"",
                "$: expected no members but name, value"
            ),
            ("secret", "invalid JSON at byte 0: “s” cannot stand here", "the answer holds no JSON"),
            (
                #"{"value":1} {"value":2}"#, "there are 2 JSON values; exactly one that fits the schema is expected",
                "there are 2 JSON values; exactly one that fits the schema is expected"
            ),
        ]
    )
    func faults(text: String, explanation: String, summary: String) {
        let fault = fault(.assistant(text), answer(.native))
        #expect(fault == AnswerFault(explanation: explanation, summary: summary))
    }

    @Test("An answer that was cut short or withheld is not worth a repair, and says what to do")
    func cut() {
        var message = Message.assistant(#"{"value":"#)
        message.finishReason = .length
        #expect(fault(message, answer(.native))?.isRepairable == false)
        #expect(fault(message, answer(.native))?.summary.contains("raise parameters.maxTokens") == true)
        message.finishReason = .contentFilter
        #expect(fault(message, answer(.native))?.isRepairable == false)
        message.finishReason = .stop
        #expect(fault(message, answer(.native))?.isRepairable == true)
    }

    @Test("What is no object is asked for within one and given back without it", arguments: [StructuredOutputMode.native, .tool, .prompt])
    func wrapped(mode: StructuredOutputMode) throws {
        let answer = answer(mode, OutputSchema(of: [Int].self))
        #expect(answer.schema == .object(["value": .array(of: .integer())]))
        #expect(try answer.read(.assistant(#"{"value":[1,2]}"#)) == [1, 2])
        #expect(try answer.read(.assistant("[1,2]")) == [1, 2])
        #expect(fault(.assistant(#"{"value":[1,"x"]}"#), answer)?.explanation == "$.value[1]: expected a whole number, found \"x\"")
    }

    @Test("Definitions of what is wrapped stay within reach")
    func wrappedDefinitions() throws {
        let format = OutputSchema(
            name: "n",
            schema: JSONSchema([
                "anyOf": [["type": "null"], ["type": "array", "items": ["$ref": "#"]], ["$ref": "#/$defs/I"]],
                "$defs": ["I": ["type": "integer"]],
            ])
        )
        let answer = answer(.prompt, format)
        #expect(try answer.read(.assistant(#"{"value":[[null],3]}"#)) == [[.null], 3])
        #expect(fault(.assistant(#"{"value":[["x"]]}"#), answer) != nil)
    }

    @Test("A value that fits the schema and not the type goes back too")
    func accepted() {
        struct Refusal: Error, CustomStringConvertible { var description: String { "must be even" } }
        let answer = StructuredAnswer(Self.format, mode: .native) { _ in throw Refusal() }
        #expect(fault(.assistant(#"{"value":1}"#), answer)?.explanation == "must be even")
        #expect(fault(.assistant(#"{"value":1}"#), answer)?.summary == "the value is refused with Refusal")
    }

    @Test("A faulty answer goes back as it came, a tool call with a response to each call")
    func repair() {
        let fault = AnswerFault(explanation: "why", summary: "why")
        let feedback = "Your response failed validation: why\nPlease return a corrected JSON response."
        #expect(answer(.native).repair(.assistant("bad"), fault) == [.assistant("bad"), .user(feedback)])
        let calls = Message(.assistant, parts: ["1", "2"].map { .toolCall(ToolCall(id: $0, name: "Box_int", arguments: [:])) })
        #expect(
            answer(.tool).repair(calls, fault) == [
                calls, .tool(id: "1", response: .string(feedback)), .tool(id: "2", response: .string(feedback)),
            ]
        )
    }
}
