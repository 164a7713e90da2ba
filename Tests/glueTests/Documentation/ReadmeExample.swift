// README.md's first example, compiled here; ReadmeTests holds that the two are the same.
import GlueLLM
import GlueTelemetry
import Logging
import ServiceLifecycle
import UnixSignals

// @main, as the README has it, would make this the entry of the test program.
struct App {
    struct Weather: Tool {
        struct Arguments: Decodable { var city: String }
        let name = "weather"
        let description = "The current temperature of a city, in degrees Celsius"
        let parameters = JSONSchema.object(["city": .string("The city's name")])
        func call(arguments: Arguments) async throws -> String { "14 °C" }
    }

    static func main() async throws {
        let telemetry = Telemetry.bootstrap()
        let services = ServiceGroup(services: [telemetry], gracefulShutdownSignals: [.sigterm], logger: Logger(label: "app"))
        async let running: Void = services.run()

        let client = try LLMClient(model: "openai:gpt-4o-mini", systemPrompt: "Be terse.", tools: [Weather()])
        print(try await client.complete("What is the weather in Paris?").text)

        await services.triggerGracefulShutdown()
        try await running
    }
}
