import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Embeddings")
struct EmbedTests {
    private static func reply(_ vectors: [[Double]]) -> JSONValue {
        [
            "data": .array(
                vectors.enumerated().reversed().map { index, vector in
                    ["index": .integer(Int64(index)), "embedding": .array(vector.map(JSONValue.number))]
                }
            ), "model": "text-embedding-3-small", "usage": ["prompt_tokens": 1000, "total_tokens": 1000],
        ]
    }

    @Test("Vectors come in the order of the texts, with tokens, cost and a span; a failed attempt is made again")
    func embeds() async throws {
        let tracer = InMemoryTracer()
        let (embeddings, requests) = try await LoopbackServer.running({ index in
            index == 0 ? .json(["error": ["message": "busy"]], status: 503) : .json(Self.reply([[1, 0], [0, 1]]))
        }) { server, baseURL in
            var client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL))
            client.model = "text-embedding-3-small"
            client.tracer = tracer
            return (try await client.embed(["PLANTED cat", "dog"], dimensions: 2), server.received)
        }
        #expect(embeddings.vectors == [[1, 0], [0, 1]])
        #expect(embeddings.usage?.inputTokens == 1000)
        #expect(embeddings.cost.map { abs($0 - 0.00002) < 1e-12 } == true)
        #expect(requests.last?.body["dimensions"] == 2)

        let span = try #require(tracer.span("embeddings text-embedding-3-small"))
        #expect(span.number(GenAI.Attributes.embeddingsDimensionCount) == 2)
        #expect(span.number(GenAI.Attributes.usageInputTokens) == 1000)
        #expect(span.events.map(\.name) == [Glue.Events.retry])
        #expect(!span.isFailed)
        #expect(tracer.children(of: span).map(\.isFailed) == [true, false])
        #expect(tracer.finishedSpans.allSatisfy { !$0.everything.contains("PLANTED") })
    }

    @Test("A vector too few is an error on the call and its span")
    func missing() async throws {
        let tracer = InMemoryTracer()
        let error = try await LoopbackServer.running({ _ in .json(Self.reply([[1]])) }) { _, baseURL in
            var client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL))
            client.tracer = tracer
            let failing = client
            return await #expect(throws: LLMError.self) { try await failing.embed(["a", "b"]) }
        }
        #expect(error?.kind == .invalidResponse)
        #expect(tracer.span("embeddings gpt-4o")?.errorType == "invalid_response")
    }

    @Test("A provider without embeddings or a list of models says so")
    func unable() async throws {
        let client = LLMClient.scripted(ScriptedProvider([]))
        await #expect { try await client.embed(["a"]) } throws: { ($0 as? LLMError)?.kind == .configuration }
        await #expect { try await client.models() } throws: { ($0 as? LLMError)?.kind == .configuration }
    }
}
