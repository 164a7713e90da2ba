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
            (["a": 1], "b is missing"), (["a": "secret", "b": 2], "a must be"), (["a": .null, "b": 2], "a must be"),
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
        #expect(try await AnyTool(Add()).call(arguments: ["a": 1, "b": 2]) == 3)
        #expect(AnyTool(Add()).definition.parameters["required"] == ["a", "b"])
    }

    @Test("Schemas keep the order of their properties and say what is required")
    func schema() {
        let schema = JSONSchema.object(
            ["city": .string("The city"), "unit": .enumeration(["C", "F"]), "days": .array(of: .integer(), "Which")],
            required: ["city"],
            description: "Where"
        )
        let text = """
            {"type":"object","description":"Where","properties":{"city":{"type":"string","description":"The city"},\
            "unit":{"type":"string","enum":["C","F"]},"days":{"type":"array","description":"Which","items":{"type":"integer"}}},\
            "required":["city"],"additionalProperties":false}
            """
        #expect(schema.value.text() == text)
    }
}
