import GlueJSON
import GlueLLM
import GlueSemantics
import Logging

struct Add: Tool {
    struct Arguments: Decodable {
        var a: Int
        var b: Int
    }

    let name = "add"
    let description = "Adds two whole numbers"
    let parameters = JSONSchema.object(["a": .integer("The first"), "b": .integer("The second")])
    func call(arguments: Arguments) async throws -> Int { arguments.a + arguments.b }
}

struct ValueError: Error, CustomStringConvertible {
    var description: String
}

/// A tool that always fails, and says why.
struct Boom: Tool {
    struct Arguments: Decodable {}

    let name = "boom"
    let description = "Fails"
    let parameters = JSONSchema.object([:])
    func call(arguments: Arguments) async throws -> String { throw ValueError(description: "no") }
}

extension AnyTool {
    /// A tool without arguments.
    static func plain(_ name: String, _ body: @escaping @Sendable () async throws -> JSONValue) -> AnyTool {
        AnyTool(ToolDefinition(name: name, description: "", parameters: JSONSchema.object([:]).value)) { _ in try await body() }
    }
}

extension LLMClient {
    /// A client that waits for nothing and is traced nowhere else.
    static func scripted(
        _ provider: any ModelProvider,
        tools: [any Tool] = [],
        clock: any Clock<Duration> = VirtualClock(),
        change: (inout LLMClient) -> Void = { _ in }
    ) -> LLMClient {
        var client = LLMClient(
            model: "openai:gpt-4o",
            provider: provider,
            tools: tools,
            retry: RetryPolicy(backoff: Backoff(multiplier: 1)),
            contentCapture: .off,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock,
            randomness: .greatest
        )
        change(&client)
        return client
    }
}
