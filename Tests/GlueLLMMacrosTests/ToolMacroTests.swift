import GlueJSON
public import GlueLLMMacros
import Testing

/// The temperature of a city,
/// in degrees.
///
/// Of today alone.
/// - Parameters:
///   - city: The city's name,
///     without the country.
///   - unit: Celsius unless said otherwise.
/// - Returns: Not for the model.
@Tool
func temperature(in city: String, unit: Unit = .celsius, days: Int?) async throws -> String {
    "\(city) \(unit) \(days.map(String.init) ?? "-")"
}

@Generable
enum Unit { case celsius, fahrenheit }

@Tool("add_up", description: "Adds numbers")
public func sum(_ numbers: [Double]) -> Double { numbers.reduce(0, +) }

/// Does nothing.
@Tool
func nothing() {}

/// Fails.
@Tool
func failing() throws -> Int { throw Failed() }

struct Failed: Error {}

actor Store {
    private var items: [String] = []

    /// Keeps an item.
    /// - Parameter item: What to keep.
    @Tool
    func keep(item: Item) -> [String] {
        items.append(item.name)
        return items
    }

    /// Takes a name.
    @Tool
    static func name(_ name: String = "store") -> String { name }
}

@Generable
struct Item {
    @Guide(.length(1...5)) var name: String
}

struct Greeter: Sendable {
    var greeting: String

    /// Greets somebody.
    @Tool
    func greet(name: String, `default` fallback: String? = nil) -> String { "\(greeting), \(name)\(fallback ?? "")" }
}

@Suite("@Tool")
struct ToolMacroTests {
    @Test("A function's doc comment and parameters become a definition")
    func definition() {
        let tool = temperatureTool
        #expect(tool.name == "temperature")
        #expect(tool.description == "The temperature of a city, in degrees.\nOf today alone.")
        let parameters = """
            {"type":"object","properties":{"city":{"type":"string","description":"The city's name, without the country."},\
            "unit":{"type":"string","enum":["celsius","fahrenheit"],"description":"Celsius unless said otherwise.",\
            "default":"celsius"},"days":{"type":"integer"}},"required":["city"],"additionalProperties":false}
            """
        #expect(tool.parameters.value.text() == parameters)
        #expect(sumTool.name == "add_up")
        #expect(sumTool.description == "Adds numbers")
    }

    @Test("A call is read with defaults and optionals, and answered with what the function returns")
    func call() async throws {
        #expect(try await temperatureTool.call(arguments: ["city": "Rome"]).response == "Rome celsius -")
        let arguments: JSONValue = ["city": "Rome", "unit": "fahrenheit", "days": 3]
        #expect(try await temperatureTool.call(arguments: arguments).response == "Rome fahrenheit 3")
        #expect(try await temperatureTool.call(arguments: ["city": "Rome", "unit": .null]).response == "Rome celsius -")
        #expect(try await sumTool.call(arguments: ["numbers": [1, 2.5]]).response == 3.5)
        #expect(try await nothingTool.call(arguments: [:]).response == "done")
        await #expect(throws: Failed.self) { try await failingTool.call(arguments: [:]) }
    }

    @Test("What does not fit is refused before the function runs")
    func refused() async throws {
        let failure = await #expect(throws: ToolFailure.self) { try await temperatureTool.call(arguments: ["city": 3]) }
        #expect(failure?.message.hasSuffix("$.city: expected a string") == true)
        let item = await #expect(throws: ToolFailure.self) { try await Store().keepTool.call(arguments: ["item": ["name": "too long"]]) }
        #expect(item?.message.hasSuffix("$.item.name: expected a string of at most 5 characters") == true)
    }

    @Test("Methods of values and actors are tools of their objects")
    func methods() async throws {
        let store = Store()
        let tool = await store.keepTool
        _ = try await tool.call(arguments: ["item": ["name": "a"]])
        #expect(try await tool.call(arguments: ["item": ["name": "b"]]).response == ["a", "b"])
        #expect(try await Store.nameTool.call(arguments: [:]).response == "store")
        #expect(try await Greeter(greeting: "Hi").greetTool.call(arguments: ["name": "you"]).response == "Hi, you")
    }
}
