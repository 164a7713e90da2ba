import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("What tools take and return")
struct ToolOutputTests {
    struct Forecast: Encodable, ToolOutput {
        var city: String
        var celsius: Int
    }

    @Test("C08: values are JSON to the model, texts are text")
    func outputs() throws {
        #expect(try Forecast(city: "Paris", celsius: 14).toolResponse == ["city": "Paris", "celsius": 14])
        #expect(try [1, 2, 3].toolResponse == [1, 2, 3])
        #expect(try [Forecast(city: "Rome", celsius: 20)].toolResponse == [["city": "Rome", "celsius": 20]])
        #expect(try ["a": 1].toolResponse == ["a": 1])
        #expect(try Int?.none.toolResponse == .null)
        #expect(try Int?.some(4).toolResponse == 4)
        #expect(try true.toolResponse == true)
        #expect("plain".toolResponse == "plain")
    }

    @Test(
        "Arguments that do not fit name the place and what belongs there, not what stood there",
        arguments: [
            (["a": 1], "$.b: expected a whole number"), (["a": "secret", "b": 2], "$.a: expected a whole number"),
            (["a": .null, "b": 2], "$.a: expected a whole number"), (["a": 1, "b": 2, "secret": 3], "$: expected no members but a, b"),
        ] as [(JSONValue, String)]
    )
    func arguments(arguments: JSONValue, message: String) async throws {
        let failure = await #expect(throws: ToolFailure.self) { try await AnyTool(Add()).call(arguments: arguments) }
        #expect(failure?.type == "invalid_arguments")
        #expect(failure?.message.contains(message) == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test("A typed tool runs erased as it does itself")
    func erased() async throws {
        #expect(try await AnyTool(Add()).call(arguments: ["a": 1, "b": 2]).response == 3)
        #expect(AnyTool(Add()).definition.parameters["required"] == ["a", "b"])
    }

    @Test("A result with parts, or one that ends the call, keeps both on its way through an erased tool")
    func results() async throws {
        let image = MessagePart.blob(modality: "image", mimeType: "image/png", base64: "AA==")
        let tool = AnyTool(name: "draw", description: "Draws") { _ in
        } call: { _ in
            ToolResult("The picture follows.", parts: [image], endsCall: true)
        }
        let result = try await tool.call(arguments: [:])
        #expect(result == ToolResult("The picture follows.", parts: [image], endsCall: true))
        #expect(ToolResult.final(["n": 1]) == ToolResult(["n": 1], endsCall: true))
    }

    @Test("A tool that is put together by a closure captures, takes defaults and is checked")
    func building() async throws {
        let prefix = "Hello"
        let tool = AnyTool(name: "greet", description: "Greets") { parameters in
            parameters.property("name", String.self, description: "Whom")
            parameters.property("times", Int.self, guides: [.range(1...3)], default: 1)
        } call: { arguments in
            let times = try arguments.value("times", as: Int.self, default: 1)
            let name = try arguments.value("name", as: String.self)
            return Array(repeating: "\(prefix) \(name)", count: times)
        }
        let parameters = """
            {"type":"object","properties":{"name":{"type":"string","description":"Whom"},\
            "times":{"type":"integer","minimum":1,"maximum":3,"default":1}},"required":["name"],"additionalProperties":false}
            """
        #expect(tool.definition.parameters.text() == parameters)
        #expect(try await tool.call(arguments: ["name": "you"]).response == ["Hello you"])
        #expect(try await tool.call(arguments: ["name": "you", "times": 2]).response == ["Hello you", "Hello you"])
        let failure = await #expect(throws: ToolFailure.self) { try await tool.call(arguments: ["name": "you", "times": 9]) }
        #expect(failure?.message.hasSuffix("$.times: expected a number of at most 3") == true)
    }

    @Test("A tool without an answer says that it is done")
    func void() async throws {
        let tool = AnyTool(name: "wait", description: "Waits") { _ in
        } call: { _ in
            try Task.checkCancellation()
        }
        #expect(try await tool.call(arguments: [:]).response == "done")
    }

    @Test("A typed tool takes its parameters from its arguments")
    func parameters() {
        struct Search: Tool {
            struct Arguments: Generable {
                var query: String
                static let schema = JSONSchema.object(["query": .string("Words")])
            }
            let name = "search"
            let description = "Searches"
            func call(arguments: Arguments) async throws -> String { arguments.query }
        }
        #expect(AnyTool(Search()).definition.parameters == JSONSchema.object(["query": .string("Words")]).value)
    }
}
