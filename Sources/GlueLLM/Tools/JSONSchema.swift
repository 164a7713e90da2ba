public import GlueJSON

/// A JSON Schema for the arguments of a tool or the form of an answer.
///
/// Source: JSON Schema draft 2020-12, the part that providers accept.
public struct JSONSchema: Sendable, Hashable {
    public var value: JSONValue

    /// A schema written by hand.
    public init(_ value: JSONValue) { self.value = value }
}
