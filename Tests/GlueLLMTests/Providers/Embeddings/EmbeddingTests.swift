import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("Embeddings")
struct EmbeddingTests {
    private let tracer = InMemoryTracer()

    private func embed(
        _ request: EmbeddingRequest,
        _ reply: JSONValue,
        by provider: @Sendable (String) throws -> any EmbeddingProvider
    ) async throws -> (EmbeddingResponse, LoopbackServer.Received) {
        try await LoopbackServer.running({ _ in .json(reply) }) { server, baseURL in
            let response = try await provider(baseURL).embed(request, attempt: Attempt(tracer: tracer))
            return (response, try #require(server.received.first))
        }
    }

    @Test("OpenAI's, put in order by their index")
    func openAI() async throws {
        let request = EmbeddingRequest(model: "text-embedding-3-small", inputs: ["a", "b"], dimensions: 2, endUser: "u1", extra: ["x": 1])
        let reply: JSONValue = [
            "object": "list", "model": "text-embedding-3-small",
            "data": [["index": 1, "embedding": [0.5, 1]], ["index": 0, "embedding": [-1, 0.25]]],
            "usage": ["prompt_tokens": 4, "total_tokens": 4],
        ]
        let (response, received) = try await embed(request, reply) { try OpenAIProvider(baseURL: $0) }
        #expect(
            response
                == EmbeddingResponse(embeddings: [[-1, 0.25], [0.5, 1]], model: "text-embedding-3-small", usage: Usage(inputTokens: 4))
        )
        #expect(response.dimensions == 2)
        #expect(received.path == "/v1/embeddings")
        #expect(received.body == ["model": "text-embedding-3-small", "input": ["a", "b"], "dimensions": 2, "user": "u1", "x": 1])
        #expect(tracer.span("POST")?.isFailed == false)
    }

    @Test("Vectors may travel as base64")
    func base64() async throws {
        let request = EmbeddingRequest(model: "m", inputs: ["a"], encoding: .base64)
        // 1.0 and -2.5 as 32-bit floats, the lowest byte first.
        let (response, received) = try await embed(request, ["data": [["index": 0, "embedding": "AACAPwAAIMA="]]]) {
            try OpenAIProvider(baseURL: $0)
        }
        #expect(response.embeddings == [[1, -2.5]])
        #expect(received.body["encoding_format"] == "base64")
    }

    @Test("Azure's, by the deployment")
    func azure() async throws {
        let (response, received) = try await embed(
            EmbeddingRequest(model: "d 1", inputs: ["a"]),
            ["data": [["index": 0, "embedding": [1]]]]
        ) {
            try AzureOpenAIProvider(endpoint: $0, credential: .key("k"))
        }
        #expect(response.embeddings == [[1]])
        #expect(received.path == "/v1/openai/deployments/d%201/embeddings?api-version=2024-10-21")
    }

    @Test("Gemini's, one request a text")
    func gemini() async throws {
        let (response, received) = try await embed(
            EmbeddingRequest(model: "gemini-embedding-001", inputs: ["a", "b"], dimensions: 2, extra: ["taskType": "RETRIEVAL_QUERY"]),
            ["embeddings": [["values": [1, 2]], ["values": [3, 4]]]]
        ) { try GeminiProvider(baseURL: $0, apiKey: "k") }
        #expect(response == EmbeddingResponse(embeddings: [[1, 2], [3, 4]]))
        #expect(received.path == "/v1/models/gemini-embedding-001:batchEmbedContents")
        #expect(
            received.body["requests"]?[1] == [
                "model": "models/gemini-embedding-001", "content": ["parts": [["text": "b"]]], "outputDimensionality": 2,
                "taskType": "RETRIEVAL_QUERY",
            ]
        )
    }

    @Test("Ollama's")
    func ollama() async throws {
        let (response, received) = try await embed(
            EmbeddingRequest(model: "nomic", inputs: ["a"]),
            ["model": "nomic", "embeddings": [[1, 2]], "prompt_eval_count": 3]
        ) { try OllamaProvider(baseURL: $0, keepAlive: "1h") }
        #expect(response == EmbeddingResponse(embeddings: [[1, 2]], model: "nomic", usage: Usage(inputTokens: 3)))
        #expect(received.path == "/v1/api/embed")
        #expect(received.body == ["model": "nomic", "input": ["a"], "keep_alive": "1h"])
    }

    @Test(
        "A vector that is missing, is none or belongs to no text is an answer that is none",
        arguments: [
            ["data": [["index": 0, "embedding": [1]]]], ["data": [["index": 0, "embedding": [1]], ["index": 2, "embedding": [1]]]],
            ["data": [["index": 0, "embedding": [1]], ["index": 1, "embedding": ["x"]]]],
            ["data": [["index": 0, "embedding": [1]], ["index": 1, "embedding": "AAA"]]], ["data": 7], [],
        ] as [JSONValue]
    )
    func invalid(reply: JSONValue) async {
        let request = EmbeddingRequest(model: "m", inputs: ["a", "b"])
        let error = await #expect(throws: LLMError.self) { try await embed(request, reply) { try OpenAIProvider(baseURL: $0) } }
        #expect(error?.kind == .invalidResponse)
        for provider in [{ try GeminiProvider(baseURL: $0) }, { try OllamaProvider(baseURL: $0) }]
            as [@Sendable (String) throws -> any EmbeddingProvider]
        {
            let error = await #expect(throws: LLMError.self) { try await embed(request, ["embeddings": [[1]]], by: provider) }
            #expect(error?.kind == .invalidResponse)
        }
    }
}
