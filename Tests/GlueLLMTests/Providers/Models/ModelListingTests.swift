import GlueJSON
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("Lists of models")
struct ModelListingTests {
    private func list(_ replies: JSONValue..., by provider: @Sendable (String) throws -> any ModelListing) async throws -> (
        [ModelInfo], [String]
    ) {
        let tracer = InMemoryTracer()
        return try await LoopbackServer.running({ .json(replies[min($0, replies.count - 1)]) }) { server, baseURL in
            let models = try await provider(baseURL).models(tracer: tracer)
            #expect(tracer.finishedSpans.map(\.operationName) == server.received.map { _ in "GET" })
            return (models, server.received.map(\.path))
        }
    }

    @Test("OpenAI's, with what those that speak like it add")
    func openAI() async throws {
        let (models, paths) = try await list([
            "object": "list",
            "data": [
                ["id": "gpt-4o", "owned_by": "openai", "created": 1], ["id": "a/b", "name": "B", "context_length": 8192], ["no": "id"],
            ],
        ]) { try OpenAIProvider(baseURL: $0) }
        #expect(models == [ModelInfo(id: "gpt-4o", owner: "openai"), ModelInfo(id: "a/b", displayName: "B", contextTokens: 8192)])
        #expect(paths == ["/v1/models"])
        #expect(try await list([["id": "x"]]) { try OpenAIResponsesProvider(baseURL: $0) }.0 == [ModelInfo(id: "x")])
        #expect(
            try await list(["data": []]) { try AzureOpenAIProvider(endpoint: $0, credential: nil) }.1 == [
                "/v1/openai/models?api-version=2024-10-21"
            ]
        )
    }

    @Test("Anthropic's and Google's, page by page")
    func pages() async throws {
        let (anthropic, paths) = try await list(
            ["data": [["id": "claude-a", "display_name": "A"]], "has_more": true, "last_id": "claude-a"],
            ["data": [["id": "claude-b"]], "has_more": false]
        ) { try AnthropicProvider(baseURL: $0) }
        #expect(anthropic.map(\.id) == ["claude-a", "claude-b"])
        #expect(anthropic.first?.displayName == "A")
        #expect(paths == ["/v1/v1/models?limit=1000", "/v1/v1/models?limit=1000&after_id=claude-a"])
        let (gemini, more) = try await list(
            [
                "models": [["name": "models/gemini-2.5-pro", "displayName": "P", "inputTokenLimit": 10, "outputTokenLimit": 5]],
                "nextPageToken": "t/1",
            ],
            ["models": [["name": "tunedModels/x"]]]
        ) { try GeminiProvider(baseURL: $0) }
        #expect(
            gemini == [
                ModelInfo(id: "gemini-2.5-pro", displayName: "P", contextTokens: 10, outputTokens: 5), ModelInfo(id: "tunedModels/x"),
            ]
        )
        #expect(more == ["/v1/models?pageSize=1000", "/v1/models?pageSize=1000&pageToken=t%2F1"])
    }

    @Test("Ollama's")
    func ollama() async throws {
        let (models, paths) = try await list(["models": [["name": "qwen3:latest", "model": "qwen3:latest"]]]) {
            try OllamaProvider(baseURL: $0)
        }
        #expect(models == [ModelInfo(id: "qwen3:latest", displayName: "qwen3:latest")])
        #expect(paths == ["/v1/api/tags"])
    }

    @Test("What is no list is told as such, and pages without end come to one")
    func odd() async throws {
        let error = await #expect(throws: LLMError.self) { try await list(["models": 7]) { try OpenAIProvider(baseURL: $0) } }
        #expect(error?.kind == .invalidResponse)
        let (models, _) = try await list(["models": [["name": "models/m"]], "nextPageToken": "again"]) { try GeminiProvider(baseURL: $0) }
        #expect(models.count == 100)
    }
}
