import Testing

@testable import GlueLLM

@Suite("Providers by name")
struct ProviderPresetTests {
    private func client(_ model: String, baseURL: String? = nil, apiKey: String? = nil, _ environment: [String: String]) throws -> LLMClient
    {
        try LLMClient(model: model, baseURL: baseURL, apiKey: apiKey, environment: environment)
    }

    @Test("A model's name finds its provider, key and address")
    func resolves() throws {
        let client = try client("openai:gpt-4o-mini", ["OPENAI_API_KEY": "k"])
        #expect(client.model == "gpt-4o-mini")
        #expect(client.provider.name == "openai")
        #expect(client.provider.server == ServerAddress(host: "api.openai.com", port: 443))
        #expect(try self.client("openai:ft:gpt-4o:org", apiKey: "k", [:]).model == "ft:gpt-4o:org")
    }

    @Test("The caller's address comes before the variable's, that before the provider's own")
    func address() throws {
        let variable = ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": " "]
        #expect(try client("openai:m", variable).provider.server == ServerAddress(host: "127.0.0.1", port: 1))
        #expect(
            try client("openai:m", baseURL: "http://127.0.0.1:2", variable).provider.server == ServerAddress(host: "127.0.0.1", port: 2)
        )
    }

    @Test(
        "A21: without a key the error names its variable, before any request",
        arguments: [[:], ["OPENAI_API_KEY": ""], ["OPENAI_API_KEY": " \n"], ["OPENAI_BASE_URL": "https://api.openai.com/v1/"]]
    )
    func noKey(environment: [String: String]) {
        let error = #expect(throws: LLMError.self) { try client("openai:m", environment) }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains("OPENAI_API_KEY") == true)
        #expect(error?.isRetryable == false)
    }

    @Test(
        "A provider that there is not is refused with those that there are",
        arguments: ["nosuch:gpt-4o", "gpt-4o", ":gpt-4o", "openai:", ""]
    )
    func unknown(model: String) {
        let error = #expect(throws: LLMError.self) { try client(model, [:]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("openai") == true)
    }

    @Test("A key with a control character is refused without being shown")
    func badKey() {
        let error = #expect(throws: LLMError.self) { try client("openai:m", apiKey: "sk-abc\ndef", [:]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("OPENAI_API_KEY") == true)
        #expect("\(error?.description ?? "")".contains("abc") == false)
    }
}
