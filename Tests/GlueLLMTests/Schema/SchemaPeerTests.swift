import GlueJSON
import GlueLLM
import GlueTestSupport
import Testing

@Suite("Validation beside Python's jsonschema")
struct SchemaPeerTests {
    @Test("Both find the same values valid", .needs(.otlp), .timeLimit(.minutes(5)))
    func sameVerdict() async throws {
        var cases: [(schema: JSONValue, value: JSONValue)] = []
        for seed in Seeds.from(1, count: 60) {
            var generator = SchemaGenerator(seed: seed)
            for _ in 0..<10 {
                let schema = generator.document()
                for _ in 0..<10 { cases.append((schema, generator.value(depth: 3))) }
            }
        }
        let verdicts = try await Self.verdicts(cases)
        #expect(verdicts.count == cases.count)
        #expect(verdicts.contains(true) && verdicts.contains(false))
        for (index, (schema, value)) in cases.enumerated() where index < verdicts.count {
            let violations = JSONSchema(schema).validate(value)
            #expect(violations.isEmpty == verdicts[index], "\(value) against \(schema): \(violations)")
        }
    }

    private static func verdicts(_ cases: [(schema: JSONValue, value: JSONValue)]) async throws -> [Bool] {
        let script = """
            import json, sys, jsonschema
            for line in sys.stdin:
                schema, value = json.loads(line)
                print(int(jsonschema.Draft202012Validator(schema).is_valid(value)))
            """
        let input = cases.map { JSONValue.array([$0.schema, $0.value]).text() + "\n" }.joined()
        let outcome = try await Program.python(.otlp, script: script).run(input: Array(input.utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        return outcome.text.split(separator: "\n").map { $0 == "1" }
    }

    @Test("OpenAI's own client has nothing to add to a strict form", .needs(.openai), .timeLimit(.minutes(5)))
    func strict() async throws {
        var schemas: [JSONValue] = []
        for seed in Seeds.from(1, count: 200) {
            var generator = SchemaGenerator(seed: seed)
            let strict = JSONSchema(generator.record()).strict()
            #expect(strict.isStrict, "seed \(seed): \(strict.obstacles)")
            schemas.append(strict.schema.value)
        }
        let script = """
            import copy, json, sys
            from openai.lib import _pydantic
            for line in sys.stdin:
                schema = json.loads(line)
                changed = _pydantic._ensure_strict_json_schema(copy.deepcopy(schema), path=(), root=schema)
                print(int(changed == schema))
            """
        let input = schemas.map { $0.text() + "\n" }.joined()
        let outcome = try await Program.python(.openai, script: script).run(input: Array(input.utf8))
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        let verdicts = outcome.text.split(separator: "\n").map { $0 == "1" }
        #expect(verdicts.count == schemas.count)
        for (schema, isUnchanged) in zip(schemas, verdicts) { #expect(isUnchanged, "\(schema)") }
    }
}
