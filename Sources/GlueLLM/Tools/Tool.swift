/// Something that a model can ask the program to do.
///
/// ```swift
/// struct Weather: Tool {
///     struct Arguments: Decodable { var city: String }
///     let name = "weather"
///     let description = "The current temperature of a city, in degrees Celsius"
///     let parameters = JSONSchema.object(["city": .string("The city's name")])
///     func call(arguments: Arguments) async throws -> String { "14 °C" }
/// }
/// ```
public protocol Tool<Arguments, Output>: Sendable {
    /// What the model has to give; decoded from the JSON that it wrote.
    associatedtype Arguments: Decodable & Sendable
    associatedtype Output: ToolOutput

    /// The name by which the model calls the tool: letters, digits, `_` and `-`, at most 64.
    var name: String { get }
    /// What the tool does, for the model.
    var description: String { get }
    /// The arguments as JSON Schema; those of ``Arguments`` where it is ``Generable`` and nothing else is said.
    var parameters: JSONSchema { get }
    /// How long one run may take; nil for what the client's ``CallLimits/tool`` allows.
    var timeLimit: Duration? { get }

    /// Does the work. An error is told to the model as the call's answer; the loop goes on.
    func call(arguments: Arguments) async throws -> Output
}
