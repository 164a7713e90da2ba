import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing
import Tracing

@testable import GlueLLM

@Suite("OpenAI's models on Azure")
struct AzureTests {
    private static let filtered: JSONValue = [
        "hate": ["filtered": false, "severity": "safe"], "violence": ["filtered": true, "severity": "high"],
        "jailbreak": ["filtered": false, "detected": false],
    ]

    @Test("The deployment is in the path, the version in the query, the key in its own header")
    func key() async throws {
        let answer: JSONValue = [
            "id": "1", "model": "gpt-4o-2024-11-20", "choices": [["index": 0, "message": ["content": "hi"], "finish_reason": "stop"]],
            "prompt_filter_results": [["prompt_index": 0, "content_filter_results": Self.filtered]],
            "usage": ["prompt_tokens": 1, "completion_tokens": 2],
        ]
        try await LoopbackServer.running({ _ in .json(answer) }) { server, baseURL in
            let endpoint = String(baseURL.dropLast("/v1".count))
            let provider = try AzureOpenAIProvider(endpoint: endpoint, credential: .key("azure-key-0123456789"), apiVersion: "2024-10-21")
            let response = try await provider.respond(to: ModelRequest(.user("u"), model: "my deployment/1"))
            #expect(response.choices.first?.text == "hi")
            #expect(response.details[Glue.Attributes.filteredCategories] == "violence")
            #expect(response.usage == Usage(inputTokens: 1, outputTokens: 2))
            let token = try AzureOpenAIProvider(endpoint: endpoint, credential: .token("eyJ-token"))
            _ = try await token.respond(to: ModelRequest(.user("u")))
            #expect(server.received.map(\.path)[0] == "/openai/deployments/my%20deployment%2F1/chat/completions?api-version=2024-10-21")
            #expect(server.received[0]["api-key"] == "azure-key-0123456789")
            #expect(server.received[0]["authorization"] == nil)
            #expect(server.received[1]["authorization"] == "Bearer eyJ-token")
            #expect(server.received[1]["api-key"] == nil)
        }
    }

    @Test("A stream begins with what the filter says of the prompt and ends like OpenAI's")
    func stream() throws {
        let provider = try AzureOpenAIProvider(endpoint: "https://x.example", credential: nil)
        let pieces: [JSONValue] = [
            [
                "id": "", "model": "", "choices": [],
                "prompt_filter_results": [["prompt_index": 0, "content_filter_results": Self.filtered]],
            ],
            [
                "id": "1", "model": "gpt-4o",
                "choices": [["index": 0, "delta": ["content": "a"], "content_filter_results": ["hate": ["filtered": true]]]],
            ],
            ["id": "1", "model": "gpt-4o", "choices": [["index": 0, "delta": [:], "finish_reason": "content_filter"]]],
        ]
        let bytes = Wire.events(pieces, end: "[DONE]")
        let (events, progress) = try Wire.read(bytes, by: provider)
        let whole = Wire.whole(events)
        #expect(progress == .over)
        #expect(whole.id == "1")
        #expect(whole.choices == [Message(.assistant, parts: [.text("a")], finishReason: .contentFilter)])
        #expect(whole.details[Glue.Attributes.filteredCategories] == "hate")
        for place in bytes.indices { #expect(try Wire.read(bytes, by: provider, cutAt: [place]).events == events) }
    }

    @Test(
        "Errors: the filter's and the gateway's",
        arguments: [
            (
                ["error": ["code": "content_filter", "message": "no", "innererror": ["code": "ResponsibleAIPolicyViolation"]]], 400,
                .contentFilter
            ),
            (["statusCode": 401, "message": "Access denied due to invalid subscription key"], 401, .authentication),
            (["error": ["code": "DeploymentNotFound", "message": "no"]], 404, .invalidRequest),
            (["error": ["code": "429", "message": "slow"]], 429, .rateLimit),
        ] as [(JSONValue, Int, LLMError.Kind)]
    )
    func failures(json: JSONValue, status: Int, kind: LLMError.Kind) async throws {
        try await LoopbackServer.running({ _ in .json(json, status: status, headers: ["apim-request-id": "req_3"]) }) { _, baseURL in
            let provider = try AzureOpenAIProvider(endpoint: baseURL, credential: .key("k"))
            let error = await #expect(throws: LLMError.self) { try await provider.respond(to: ModelRequest(.user("u"))) }
            #expect(error?.kind == kind)
            #expect(error?.requestID == "req_3")
            #expect(error?.provider == "azure.ai.openai")
        }
    }
}
