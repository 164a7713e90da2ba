public import GlueJSON

extension JSONSchema {
    /// What does not fit the schema in a value; empty where all does.
    ///
    /// Checked are `type`, `enum`, `const`, `nullable`, `$ref` within the document, the bounds of numbers, strings,
    /// arrays and objects, `pattern`, `format` (`date-time`, `date`, `time`, `email`, `uuid`), `properties`,
    /// `required`, `additionalProperties`, `patternProperties`, `propertyNames`, `dependentRequired`, `items`,
    /// `prefixItems`, `contains`, `uniqueItems`, `anyOf`, `oneOf`, `allOf`, `not` and `if`/`then`/`else`. Anything else
    /// is taken for a note.
    ///
    /// - Parameter nullIsAbsent: Whether a null counts as left out where the property may be left out. Models answer so
    ///   when a provider holds them to the schema's ``strict()`` form, which has no optional properties.
    /// - Returns: One violation a place. Of alternatives, those of the one that the value comes nearest to.
    ///
    /// Source: JSON Schema draft 2020-12, Validation.
    public func validate(_ value: JSONValue, nullIsAbsent: Bool = false) -> [SchemaViolation] {
        var validator = SchemaValidator(root: self.value, nullIsAbsent: nullIsAbsent)
        return validator.check(value, self.value, SchemaPath())
    }
}
