import GlueLLM
import Synchronization

/// The two tools of the demo. They answer from a table: the demo needs no network.
enum DemoTools {
    static func all() -> [any Tool] { [WeatherTool(), DistanceTool()] }
}

/// A weather service that is away at the first call, as services are.
final class WeatherTool: Tool {
    struct Arguments: Decodable { var city: String }
    struct Forecast: Encodable, ToolOutput {
        var sky: String
        var celsius: Int
        var windKmh: Int
    }

    let name = "weather"
    let description = "This afternoon's weather in a city"
    let parameters = JSONSchema.object(["city": .string("The city's name")])
    private let calls = Mutex(0)

    func call(arguments: Arguments) async throws -> Forecast {
        let isFirst = calls.withLock { calls in
            calls += 1
            return calls == 1
        }
        if isFirst { throw ToolFailure(type: "service_unavailable", message: "The weather service is away; try again.") }
        return Forecast(sky: "sunny", celsius: 21, windKmh: 14)
    }
}

/// How far two places are apart by bicycle.
struct DistanceTool: Tool {
    struct Arguments: Decodable {
        var from: String
        var to: String
    }

    let name = "distance"
    let description = "The distance between two places by bicycle, in kilometres"
    let parameters = JSONSchema.object(["from": .string("Where the ride starts"), "to": .string("Where it ends")])

    func call(arguments: Arguments) async throws -> Double { 13.4 }
}
