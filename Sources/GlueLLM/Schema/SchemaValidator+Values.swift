import GlueJSON

extension SchemaValidator {
    func number(_ value: JSONValue, _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        var violations: [SchemaViolation] = []
        func expect(_ keyword: String, _ words: String, _ fits: (JSONValue) -> Bool) {
            guard let bound = schema[keyword], bound.number != nil, !fits(bound) else { return }
            violations.append(violation(path, keyword, "\(words) \(bound.text())", value.shown))
        }
        expect("minimum", "a number of at least") { !value.isLess(than: $0) }
        expect("maximum", "a number of at most") { !$0.isLess(than: value) }
        expect("exclusiveMinimum", "a number above") { $0.isLess(than: value) }
        expect("exclusiveMaximum", "a number below") { value.isLess(than: $0) }
        expect("multipleOf", "a multiple of") { value.isMultiple(of: $0) }
        return violations
    }

    mutating func string(_ text: String, _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        var violations: [SchemaViolation] = []
        // JSON Schema counts characters as code points.
        let length = text.unicodeScalars.count
        if let least = schema["minLength"]?.integer, length < least {
            violations.append(violation(path, "minLength", "a string of at least \(least) characters", "one of \(length)"))
        }
        if let most = schema["maxLength"]?.integer, length > most {
            violations.append(violation(path, "maxLength", "a string of at most \(most) characters", "one of \(length)"))
        }
        if let pattern = schema["pattern"]?.string, !matches(text, pattern) {
            violations.append(violation(path, "pattern", "a string that matches \(pattern)", JSONValue.string(text).shown))
        }
        if let format = schema["format"]?.string.flatMap(SchemaFormat.init), !format.fits(text) {
            violations.append(violation(path, "format", format.expectation, JSONValue.string(text).shown))
        }
        return violations
    }

    mutating func array(_ elements: [JSONValue], _ schema: JSONObject, _ path: SchemaPath) -> [SchemaViolation] {
        var violations: [SchemaViolation] = []
        if let least = schema["minItems"]?.integer, elements.count < least {
            violations.append(violation(path, "minItems", "an array of at least \(least)", "one of \(elements.count)"))
        }
        if let most = schema["maxItems"]?.integer, elements.count > most {
            violations.append(violation(path, "maxItems", "an array of at most \(most)", "one of \(elements.count)"))
        }
        if schema["uniqueItems"] == true, let index = elements.firstRepetition {
            violations.append(violation(path + .element(index), "uniqueItems", "a value that is not there before", elements[index].shown))
        }
        let first = schema["prefixItems"]?.array ?? []
        for (index, element) in elements.enumerated() {
            guard let schema = index < first.count ? first[index] : schema["items"] else { break }
            violations += check(element, schema, path + .element(index))
        }
        if let contained = schema["contains"] {
            let count = elements.indices.count { check(elements[$0], contained, path + .element($0)).isEmpty }
            let least = schema["minContains"]?.integer ?? 1
            let most = schema["maxContains"]?.integer ?? .max
            if count < least || count > most {
                let bound = count < least ? "at least \(least)" : "at most \(most)"
                violations.append(
                    violation(path, "contains", "\(bound) elements that are \(references.description(of: contained))", "\(count)")
                )
            }
        }
        return violations
    }
}

extension JSONValue {
    fileprivate func isLess(than other: JSONValue) -> Bool {
        // Doubles cannot tell large integers apart.
        if case .integer(let left) = self, case .integer(let right) = other { return left < right }
        guard let left = number, let right = other.number else { return false }
        return left < right
    }

    fileprivate func isMultiple(of other: JSONValue) -> Bool {
        if case .integer(let left) = self, case .integer(let right) = other {
            return right != 0 && (right == -1 || left.isMultiple(of: right))
        }
        guard let left = number, let right = other.number, right != 0 else { return false }
        // 0.3 is a multiple of 0.1 to whoever wrote the schema, though not to binary fractions.
        let quotient = left / right
        return quotient.isFinite && abs(quotient - quotient.rounded()) <= 1e-9 * max(1, abs(quotient))
    }
}

extension [JSONValue] {
    /// The index of an element that is there before it.
    fileprivate var firstRepetition: Int? {
        indices.first { index in self[..<index].contains { $0.isSame(as: self[index]) } }
    }
}
