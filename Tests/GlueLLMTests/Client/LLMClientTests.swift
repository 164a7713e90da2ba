import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("Clients", .timeLimit(.minutes(3)))
struct LLMClientTests {
    @Test("One client serves many tasks at once, and none hears of another")
    func concurrent() async throws {
        let tracer = InMemoryTracer()
        let client = LLMClient.scripted(Parrot(), tools: [Add()]) { $0.tracer = tracer }
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<50 { group.addTask { (number, try await client.complete("\(number)").text) } }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(texts == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "1 message: \($0)") }))
        let agents = tracer.finishedSpans.filter { $0.operationName == "invoke_agent" }
        #expect(Set(agents.map(\.traceID)).count == 50)
        #expect(agents.allSatisfy { tracer.children(of: $0).count == 1 })
    }

    @Test("The provider's name before the model is taken off, another's is not")
    func modelName() {
        #expect(LLMClient(model: "parrot:grey", provider: Parrot()).model == "grey")
        #expect(LLMClient(model: "grey", provider: Parrot()).model == "grey")
        #expect(LLMClient(model: "llama3:8b", provider: Parrot()).model == "llama3:8b")
    }

    @Test("A provider that only answers needs neither attempts nor details")
    func plainProvider() async throws {
        let tracer = InMemoryTracer()
        _ = try await LLMClient.scripted(Parrot()) { $0.tracer = tracer }.complete("hi")
        #expect(tracer.finishedSpans.map(\.operationName).sorted() == ["chat openai:gpt-4o", "invoke_agent"])
    }
}

/// Says how many messages it was sent and what the last of them was.
private struct Parrot: ModelProvider {
    let name = "parrot"
    let server: ServerAddress? = nil

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        for _ in 0..<10 { await Task.yield() }
        return ModelResponse(choices: [.assistant("\(request.messages.count) message: \(request.messages.last?.text ?? "")")])
    }
}
