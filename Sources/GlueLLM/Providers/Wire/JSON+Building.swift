import GlueJSON

extension JSONValue {
    init(_ number: Int) { self = .integer(Int64(number)) }

    /// A number of tokens; nil for what cannot be one. A trillion of them still add up without overflow.
    var count: Int? { integer.flatMap { (0...1_000_000_000_000).contains($0) ? Int($0) : nil } }

    /// The text, unless it is empty.
    var nonEmptyString: String? { string.flatMap { $0.isEmpty ? nil : $0 } }
}

extension JSONObject {
    /// Sets members as they stand in another object.
    mutating func merge(_ other: JSONObject) {
        for member in other { self[member.key] = member.value }
    }

    /// Sets members as they stand in another object, and the members of some of them likewise.
    mutating func merge(_ other: JSONObject, within keys: Set<String>) {
        for member in other {
            if keys.contains(member.key), var own = self[member.key]?.object, let theirs = member.value.object {
                own.merge(theirs)
                self[member.key] = .object(own)
            } else {
                self[member.key] = member.value
            }
        }
    }
}
