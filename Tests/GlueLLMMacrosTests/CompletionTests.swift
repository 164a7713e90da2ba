import GlueJSON
import GlueLLMMacros
import GlueSemantics
import Synchronization
import Testing

@Generable(description: "What to wear")
struct Advice: Equatable {
    @Guide(description: "One garment each", .count(1...3)) var clothes: [String]
    @Guide(.range(-50...50)) var celsius: Int
    var umbrella: Bool = false
}

/// The weather of a city.
/// - Parameter city: The city's name.
@Tool
func weather(city: String) -> [String: Int] { ["celsius": city == "Oslo" ? -3 : 20] }

@Suite("Macros in a completion")
struct CompletionTests {
    /// Says what it is told to, in order, and keeps what it was asked.
    private final class Scripted: ModelProvider {
        let name = "scripted"
        let server: ServerAddress? = nil
        private let script: Mutex<[Message]>
        private let asked = Mutex<[ModelRequest]>([])

        init(_ script: [Message]) { self.script = Mutex(script) }

        var requests: [ModelRequest] { asked.withLock { $0 } }

        func structuredOutput(for model: String) -> StructuredOutputMode { .native }

        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            asked.withLock { $0.append(request) }
            let next = script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            guard let next else { throw LLMError(.other, "the script has ended") }
            return ModelResponse(choices: [next])
        }
    }

    @Test("A function is called, and a type is answered, repaired once")
    func whole() async throws {
        let call = ToolCall(id: "1", name: "weather", arguments: ["city": "Oslo"])
        let provider = Scripted([
            Message(.assistant, parts: [.toolCall(call)]), .assistant("Cold."),
            .assistant(#"{"clothes":["coat","hat"],"celsius":-99,"umbrella":null}"#),
            .assistant(#"{"clothes":["coat","hat"],"celsius":-3,"umbrella":null}"#),
        ])
        let client = LLMClient(model: "m", provider: provider, tools: [weatherTool])
        let result = try await client.structuredComplete("What shall I wear in Oslo?", as: Advice.self)
        #expect(result.value == Advice(clothes: ["coat", "hat"], celsius: -3))
        #expect(result.completion.toolRuns.map(\.response) == [["celsius": -3]])
        let requests = provider.requests
        #expect(requests.count == 4)
        #expect(requests[3].messages.last?.text.contains("$.celsius: expected a number of at least -50, found -99") == true)
        guard case .schema(let format)? = requests[3].output else {
            Issue.record("no form was asked for")
            return
        }
        #expect(format.name == "Advice")
        #expect(format.strict)
        #expect(format.schema.value["required"] == ["clothes", "celsius", "umbrella"])
    }
}
