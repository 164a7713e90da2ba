public import GlueJSON

/// What a tool returns that has a form in JSON: a type is a ``ToolOutput`` once it says that it conforms.
///
/// ```swift
/// struct Forecast: Encodable, ToolOutput { var celsius: Int }
/// ```
extension ToolOutput where Self: Encodable {
    public var toolResponse: JSONValue { get throws { try JSONValue(encoding: self) } }
}

extension Array: ToolOutput where Element: Encodable {}
extension Dictionary: ToolOutput where Key == String, Value: Encodable {}
extension Optional: ToolOutput where Wrapped: Encodable {}

extension Tool {
    public var timeLimit: Duration? { nil }
}

extension Tool where Arguments: Generable {
    public var parameters: JSONSchema { Arguments.schema }
}
