/// The members of an object that a model wrote, by name: what the code of `@Generable` and `@Tool` reads from.
public struct GeneratedMembers: Decodable {
    private let container: KeyedDecodingContainer<MemberName>

    /// - Throws: `DecodingError` where there is no object.
    public init(from decoder: any Decoder) throws { container = try decoder.container(keyedBy: MemberName.self) }

    /// A member that must be there.
    ///
    /// - Throws: `DecodingError` with the path to what is missing or does not fit.
    @_disfavoredOverload
    public func value<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try container.decode(type, forKey: MemberName(name))
    }

    /// A member that may be left out or null.
    public func value<Value: Decodable>(_ name: String, as type: Value?.Type) throws -> Value? {
        try container.decodeIfPresent(Value.self, forKey: MemberName(name))
    }

    /// A member that may be left out or null and then has a default: held to a strict schema, a model says null.
    public func value<Value: Decodable>(_ name: String, as type: Value.Type, default value: @autoclosure () -> Value) throws -> Value {
        try container.decodeIfPresent(type, forKey: MemberName(name)) ?? value()
    }
}

/// The name of a member.
public struct MemberName: CodingKey, ExpressibleByStringLiteral {
    public var stringValue: String
    public var intValue: Int? { nil }

    public init(_ name: String) { stringValue = name }
    public init(stringLiteral name: String) { stringValue = name }
    public init?(stringValue name: String) { stringValue = name }
    public init?(intValue: Int) { nil }
}

/// The alternatives of a type whose values are told apart by a name.
public enum GeneratedCase {
    /// - Returns: The error for a name that is none of them.
    public static func unknown(in decoder: any Decoder, known: [String]) -> DecodingError {
        .dataCorrupted(
            DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "must be one of \(known.joined(separator: ", "))")
        )
    }
}
