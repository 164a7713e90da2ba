import Testing

@testable import GlueLLM

@Suite("What a client shows of itself")
struct DescriptionTests {
    @Test("Neither printing nor dumping a client or its provider shows a key or a prompt")
    func secrets() throws {
        let key = "sk-test-4f9a8b7c6d5e4f3a2b1c"
        let providers: [any ModelProvider] = [
            try OpenAIProvider(apiKey: key), try OpenAIResponsesProvider(apiKey: key), try AnthropicProvider(apiKey: key),
            try GeminiProvider(apiKey: key),
        ]
        for provider in providers {
            let client = LLMClient(model: "m", provider: provider, systemPrompt: "PLANTED")
            var dumped = ""
            dump(client, to: &dumped)
            dump(provider, to: &dumped)
            let printed = "\(client) \(provider) \(String(reflecting: client)) \(String(reflecting: provider)) \([client]) \(dumped)"
            #expect(!printed.contains(key) && !printed.contains("PLANTED"), "\(printed)")
            #expect(printed.contains(provider.name))
        }
    }
}
