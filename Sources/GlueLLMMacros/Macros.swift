// The code that the macros write names types of GlueLLM: whoever imports the macros has them.
@_exported public import GlueLLM

/// Makes a struct or an enum a ``Generable``: writes its JSON schema and how it is read from JSON and written.
///
/// ```swift
/// @Generable(description: "A dish and how to cook it")
/// struct Recipe {
///     @Guide(description: "As on a menu", .length(1...60)) var title: String
///     @Guide(.range(1...12)) var servings: Int = 4
///     var course: Course
///     @Guide(.minimumCount(2)) var steps: [String]
///     /// For whom it is not.
///     var warning: String?
/// }
///
/// @Generable
/// enum Course: String { case starter, main, dessert }
/// ```
/// A property may be left out where it is optional or has a default. What a doc comment says describes a property that has
/// no description. An enum without values is one of its names or raw values; one with values is an object whose member
/// `type` names the case, beside the values under their labels. `CodingKeys` name members otherwise, and an `init(from:)`
/// or `encode(to:)` of the type's own is kept.
///
/// Source: the macro follows `@Generable` of Apple's FoundationModels.
@attached(
    extension,
    conformances: Generable,
    names: named(schema),
    named(schema(in:)),
    named(init(from:)),
    named(encode(to:))
)
public macro Generable(description: String? = nil) = #externalMacro(module: "GlueLLMMacrosPlugin", type: "GenerableMacro")

/// Describes a property of a ``Generable(description:)`` type.
@attached(peer)
public macro Guide(description: String) = #externalMacro(module: "GlueLLMMacrosPlugin", type: "GuideMacro")

/// Describes a property of a ``Generable(description:)`` type and bounds what a model may generate for it.
@attached(peer)
public macro Guide<Value>(description: String? = nil, _ guides: GenerationGuide<Value>...) =
    #externalMacro(module: "GlueLLMMacrosPlugin", type: "GuideMacro")

/// Makes a function a tool: beside `weather(city:)` there is a tool `weatherTool`.
///
/// ```swift
/// /// The current temperature of a city.
/// /// - Parameter city: The city's name, without the country.
/// @Tool
/// func weather(city: String, unit: TemperatureUnit = .celsius) async throws -> String { … }
///
/// let client = try LLMClient(model: "openai:gpt-4o-mini", tools: [weatherTool])
/// ```
/// The doc comment is the description, also of the parameters; parameters with a default and optional ones may be left out.
/// They are ``Generable``, and what the function returns is a ``ToolOutput`` or nothing. A method's tool calls it on its
/// object, which has to be `Sendable`. For bounds on parameters take one of a `@Generable` type, whose properties have guides.
///
/// - Parameters:
///   - name: The name by which the model calls the tool; nil for the function's.
///   - description: What the tool does; nil for what the doc comment says.
@attached(peer, names: suffixed(Tool))
public macro Tool(_ name: String? = nil, description: String? = nil) =
    #externalMacro(module: "GlueLLMMacrosPlugin", type: "ToolMacro")
