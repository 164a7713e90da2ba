/// The JSON schemas of the GenAI conventions, applied by Python's jsonschema.
public enum GenAISchema: String, Sendable {
    case inputMessages = "gen-ai-input-messages"
    case outputMessages = "gen-ai-output-messages"
    case systemInstructions = "gen-ai-system-instructions"
    case toolDefinitions = "gen-ai-tool-definitions"

    /// What is wrong with JSON texts of one line each; empty where nothing is.
    ///
    /// The test that asks must have declared `.needs(.otlp)`.
    public static func faults(_ checks: [(schema: GenAISchema, text: String)]) async throws -> String {
        let script = """
            import json, sys, jsonschema
            lines = sys.stdin.buffer.read().decode("utf-8").split("\\n")
            validators = {}
            for path, text in zip(lines[::2], lines[1::2], strict=True):
                if path not in validators:
                    schema = json.load(open(path))
                    validators[path] = jsonschema.validators.validator_for(schema)(schema)
                validators[path].validate(json.loads(text))
            print("checked", len(lines) // 2)
            """
        let lines = checks.flatMap { [Fixtures.path("semconv/\($0.schema.rawValue).json"), $0.text] }
        let outcome = try await Program.python(.otlp, script: script).run(input: Array(lines.joined(separator: "\n").utf8))
        return outcome.exitCode == 0 && outcome.text == "checked \(checks.count)\n" ? "" : outcome.text + outcome.error
    }
}
