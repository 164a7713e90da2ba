import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing

@testable import GlueLLM

@Suite("The OpenAI provider against litellm's proxy", .needs(.litellm), .timeLimit(.minutes(3)))
struct LitellmTests {
    @Test("It answers; a wrong key and a wrong model are typed errors; the key is nowhere")
    func proxy() async throws {
        try await LitellmProxy.running { server in
            let tracer = InMemoryTracer()
            func client(_ model: String = LitellmProxy.model, key: String) throws -> LLMClient {
                var client = try LLMClient(
                    model: "openai:\(model)",
                    baseURL: server.baseURL + "/v1",
                    apiKey: key,
                    environment: [:],
                    retry: .never,
                    contentCapture: .off,
                    tracer: tracer
                )
                client.parameters.maxTokens = 50
                return client
            }

            let completion = try await client(key: LitellmProxy.key).complete("What is the weather in Paris?")
            #expect(completion.text == LitellmProxy.answer)
            #expect(completion.finishReason == .stop)
            #expect((completion.usage?.outputTokens ?? 0) > 0)
            #expect(completion.cost ?? 0 > 0)

            let wrongKey = await #expect(throws: LLMError.self) { try await client(key: "sk-wrong-0123456789abcdef").complete("hi") }
            // Without a database the proxy cannot look the key up, and so calls it a bad request.
            #expect(wrongKey?.kind == .invalidRequest)
            #expect(wrongKey?.status == 400)
            #expect(wrongKey?.excerpt == "No connected db.")
            #expect(wrongKey?.isRetryable == false)
            #expect("\(wrongKey?.description ?? "")".contains("0123456789abcdef") == false)

            let wrongModel = await #expect(throws: LLMError.self) { try await client("nosuch", key: LitellmProxy.key).complete("hi") }
            #expect(wrongModel?.kind == .invalidRequest)

            let spans = tracer.finishedSpans
            #expect(spans.filter { $0.operationName == "invoke_agent" }.map(\.errorType) == [nil, "invalid_request", "invalid_request"])
            #expect(spans.allSatisfy { !$0.everything.contains("0123456789abcdef") })
        }
    }
}
