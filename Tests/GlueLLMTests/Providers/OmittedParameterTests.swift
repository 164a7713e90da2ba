import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Parameters that a provider has no form for")
struct OmittedParameterTests {
    private static let everything = ModelParameters(
        temperature: 1,
        topK: 4,
        stopSequences: ["END"],
        seed: 3,
        frequencyPenalty: 1,
        presencePenalty: 1,
        reasoningEffort: "low",
        toolChoice: .required,
        parallelToolCalls: true,
        tokenProbabilities: 2,
        promptCaching: PromptCaching(),
        endUser: "u1"
    )

    static let providers: [(@Sendable () throws -> any ModelProvider, String)] = [
        ({ try OpenAIProvider() }, "top_k,reasoning_effort"), ({ try OpenAIProvider(baseURL: "http://127.0.0.1:1") }, "prompt_caching"),
        (
            { try OpenAIProvider(baseURL: "http://127.0.0.1:1", dialect: ChatDialect(takesParallelToolCalls: false, takesTopK: false)) },
            "prompt_caching,top_k,parallel_tool_calls"
        ),
        ({ try OpenAIResponsesProvider() }, "top_k,stop,seed,frequency_penalty,presence_penalty,reasoning_effort"),
        ({ try AnthropicProvider() }, "seed,frequency_penalty,presence_penalty,logprobs"),
        ({ try GeminiProvider() }, "parallel_tool_calls,prompt_caching,user"),
        ({ try OllamaProvider() }, "tool_choice,parallel_tool_calls,prompt_caching,user"),
        ({ try AzureOpenAIProvider(endpoint: "https://x.example", credential: nil) }, "top_k,prompt_caching"),
    ]

    @Test("The span tells which were left out, and nothing where all went", arguments: providers.indices)
    func omitted(index: Int) throws {
        let (make, names) = Self.providers[index]
        let provider = try make()
        let request = ModelRequest(.user("u"), model: "gpt-4o", parameters: Self.everything)
        #expect(provider.details(of: request)[Glue.Attributes.omittedParameters] == names)
        let plain = ModelRequest(.user("u"), model: "gpt-4o", parameters: ModelParameters(temperature: 1, toolChoice: .automatic))
        #expect(provider.details(of: plain)[Glue.Attributes.omittedParameters] == nil)
    }
}
