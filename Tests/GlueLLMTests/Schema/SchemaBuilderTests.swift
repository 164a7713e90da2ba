import GlueJSON
import GlueLLM
import Testing

@Suite("Schemas written by hand")
struct SchemaBuilderTests {
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

    @Test(
        "Each builder writes what it says",
        arguments: [
            (.dictionary(of: .integer(), "Counts"), #"{"type":"object","description":"Counts","additionalProperties":{"type":"integer"}}"#),
            (.anyOf([.string(), .integer()], "Either"), #"{"anyOf":[{"type":"string"},{"type":"integer"}],"description":"Either"}"#),
            (.constant("circle"), #"{"type":"string","const":"circle"}"#),
            (.constant(1, "One"), #"{"type":"integer","const":1,"description":"One"}"#),
            (.reference(to: "a/b~c"), ##"{"$ref":"#/$defs/a~1b~0c"}"##),
            (.string("Old").described("New"), #"{"type":"string","description":"New"}"#),
            (.string().nullable, #"{"type":["string","null"]}"#),
            (.any.nullable, "{}"),
        ] as [(JSONSchema, String)]
    )
    func builders(schema: JSONSchema, text: String) {
        #expect(schema.value.text() == text)
    }
}
