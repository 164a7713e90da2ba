import GlueJSON

extension SchemaValidator {
    mutating func object(_ object: JSONObject, _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        let properties = schema["properties"]?.object ?? [:]
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        var violations = missing(required, object, properties, path)
        for property in properties {
            guard let value = object[property.key] else { continue }
            let place = path + .member(property.key)
            let found = check(value, property.value, place)
            let isAbsent = nullIsAbsent && value.isNull && !required.contains(property.key)
            if !isAbsent { violations += found }
        }
        violations += others(object, properties, schema, path)
        if let least = schema["minProperties"]?.integer, object.count < least {
            violations.append(violation(path, "minProperties", "an object of at least \(least) members", "one of \(object.count)"))
        }
        if let most = schema["maxProperties"]?.integer, object.count > most {
            violations.append(violation(path, "maxProperties", "an object of at most \(most) members", "one of \(object.count)"))
        }
        for condition in schema["dependentRequired"]?.object ?? [:] where object[condition.key] != nil {
            violations += missing(condition.value.array?.compactMap(\.string) ?? [], object, properties, path)
        }
        return violations
    }

    private func missing(_ required: [String], _ object: JSONObject, _ properties: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        required.filter { object[$0] == nil }.map { name in
            violation(path + .member(name), "required", references.description(of: properties[name] ?? true), "nothing")
        }
    }

    /// The members that the schema does not name.
    private mutating func others(
        _ object: JSONObject,
        _ properties: JSONObject,
        _ schema: JSONObject,
        _ path: SchemaPath
    ) -> [SchemaViolation] {
        let patterns = schema["patternProperties"]?.object ?? [:]
        let additional = schema["additionalProperties"]
        let names = schema["propertyNames"]
        guard !patterns.isEmpty || names != nil || (additional != nil && additional != true) else { return [] }
        var violations: [SchemaViolation] = []
        for member in object {
            let place = path + .entry(member.key)
            if let names {
                // The name is wrong and not the value, whose place it is.
                violations += check(.string(member.key), names, place).map {
                    violation(path, "propertyNames", "a name that is \($0.expected)", $0.found)
                }
            }
            let matching = patterns.filter { matches(member.key, $0.key) }
            for pattern in matching { violations += check(member.value, pattern.value, place) }
            guard properties[member.key] == nil, matching.isEmpty, let additional else { continue }
            if additional == false {
                let known = properties.isEmpty ? "no members" : "no members but \(properties.keys.joined(separator: ", "))"
                let name = JSONValue.string(member.key.count > 40 ? member.key.prefix(40) + "…" : member.key)
                violations.append(violation(path, "additionalProperties", known, name.text()))
            } else {
                violations += check(member.value, additional, place)
            }
        }
        return violations
    }
}
