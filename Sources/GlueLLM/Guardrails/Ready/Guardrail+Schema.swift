import GlueJSON

extension Guardrail {
    /// Wants answers to be JSON that fits a schema.
    public static func jsonSchema(_ schema: JSONSchema, name: String = "json_schema") -> Guardrail {
        Guardrail(name, on: .output) { subject in
            guard let value = try? JSONValue(parsing: subject.content) else { return .reject(reason: "it is no JSON") }
            let violations = schema.validate(value)
            guard !violations.isEmpty else { return .allow }
            // Of the value itself nothing is told: reasons stand in errors.
            return .reject(reason: violations.prefix(3).map(\.withoutContent).joined(separator: "; "))
        }
    }
}
