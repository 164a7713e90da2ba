import GlueJSON

extension SchemaValidator {
    /// `allOf`, `anyOf`, `oneOf`, `not`, `if`.
    mutating func combinations(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath, _ chain: [String]) -> [SchemaViolation] {
        var violations: [SchemaViolation] = []
        for branch in schema["allOf"]?.array ?? [] { violations += check(value, branch, path, chain: chain) }
        if let branches = schema["anyOf"]?.array {
            violations += alternatives(branches, value, path, chain).violations
        }
        if let branches = schema["oneOf"]?.array {
            let outcome = alternatives(branches, value, path, chain)
            violations += outcome.violations
            if outcome.fitting > 1 {
                violations.append(
                    violation(path, "oneOf", "a value of exactly one of its forms", "one that fits \(outcome.fitting) of them")
                )
            }
        }
        if let excluded = schema["not"], check(value, excluded, path, chain: chain).isEmpty {
            violations.append(violation(path, "not", "anything but \(references.description(of: excluded))", value.shown))
        }
        if let condition = schema["if"] {
            let branch = check(value, condition, path, chain: chain).isEmpty ? schema["then"] : schema["else"]
            if let branch { violations += check(value, branch, path, chain: chain) }
        }
        return violations
    }

    /// How many alternatives a value fits, and, where that is none, why it does not fit the one that it is meant to be.
    private mutating func alternatives(
        _ branches: [JSONValue],
        _ value: JSONValue,
        _ path: SchemaPath,
        _ chain: [String]
    ) -> (fitting: Int, violations: [SchemaViolation]) {
        var fitting = 0
        var attempts: [(violations: [SchemaViolation], distance: Int)] = []
        for branch in branches {
            let violations = check(value, branch, path, chain: chain)
            if violations.isEmpty { fitting += 1 }
            attempts.append((violations, distance(violations, path)))
        }
        guard fitting == 0, !attempts.isEmpty else { return (fitting, []) }
        let nearest = attempts.min { $0.distance < $1.distance }
        if let nearest, nearest.distance < Self.otherForm { return (0, nearest.violations) }
        return (0, [violation(path, "anyOf", references.description(of: ["anyOf": .array(branches)]), value.shown)])
    }

    /// Beyond it a value is not a faulty instance of an alternative but something else.
    private static let otherForm = 1000

    /// A value of another kind, or one whose tag names another alternative, is far off; a fault within is near.
    private func distance(_ violations: [SchemaViolation], _ path: SchemaPath) -> Int {
        violations.reduce(0) { sum, violation in
            let depth = violation.path.steps.count - path.steps.count
            let isOther = depth == 0 && ["type", "const", "enum", "anyOf"].contains(violation.keyword)
            let isTag = depth == 1 && violation.keyword == "const"
            return sum + (isOther || isTag ? Self.otherForm : 1)
        }
    }
}
