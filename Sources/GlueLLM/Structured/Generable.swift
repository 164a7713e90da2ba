import GlueJSON

/// A type that a model can generate: it says what its JSON looks like, and is decoded from it.
///
/// `@Generable` of `GlueLLMMacros` writes the conformance. By hand it is one property on a type that is `Codable` anyway:
/// ```swift
/// struct Place: Generable {
///     var city: String
///     var country: String?
///     static let schema = JSONSchema.object(["city": .string("Without the country"), "country": .string()], required: ["city"])
/// }
/// ```
/// It is built on `Codable` and not on a conversion of its own, so that types which an application has already, the
/// arguments of tools and their results are all read and written in one way, and a value that does not fit is told by the
/// path that decoding has anyway.
///
/// Source: the protocol follows `Generable` of Apple's FoundationModels.
public protocol Generable: Codable, Sendable, ToolOutput {
    /// The form of the type's JSON, complete in itself.
    static var schema: JSONSchema { get }

    /// The form of the type's JSON as a part of another schema.
    ///
    /// What ``schema`` says unless implemented; its definitions move to the whole.
    static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema
}

extension Generable {
    public static func schema(in definitions: inout SchemaDefinitions) -> JSONSchema {
        definitions.adopting(schema, of: Self.self)
    }
}

extension OutputSchema {
    /// The schema of a type, in strict form where the type allows it.
    ///
    /// - Parameter name: Nil for the type's name.
    public init<Value: Generable>(of type: Value.Type, name: String? = nil) {
        let schema = Value.schema
        self.init(name: name ?? JSONSchema.name(from: "\(type)"), schema: schema, strict: schema.strict().isStrict)
    }
}
