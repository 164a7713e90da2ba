import GlueJSON

extension JSONValue {
    /// With the names of members in snake case, as everything else on spans and in files has them.
    var snakeCased: JSONValue {
        switch self {
        case .object(let members): .object(JSONObject(members.map { ($0.key.snakeCased, $0.value.snakeCased) }))
        case .array(let elements): .array(elements.map(\.snakeCased))
        default: self
        }
    }
}
