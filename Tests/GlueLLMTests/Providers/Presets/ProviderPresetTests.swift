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
        arguments: ["nosuch:gpt-4o", "gpt-4o", ":gpt-4o", "openai:", "", "/gpt-4o", "openai/"]
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

    static let found: [(String, String, String, String, [String: String])] = [
        ("openai/gpt-4o", "openai", "gpt-4o", "api.openai.com", ["OPENAI_API_KEY": "k"]),
        ("anthropic:claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5", "api.anthropic.com", ["ANTHROPIC_API_KEY": "k"]),
        ("google:gemini-2.5-pro", "gcp.gemini", "gemini-2.5-pro", "generativelanguage.googleapis.com", ["GOOGLE_API_KEY": "k"]),
        ("responses:gpt-5", "openai", "gpt-5", "api.openai.com", ["OPENAI_API_KEY": "k"]),
        (
            "azure:d", "azure.ai.openai", "d", "house.openai.azure.com",
            ["AZURE_OPENAI_ENDPOINT": "https://house.openai.azure.com", "AZURE_OPENAI_AD_TOKEN": "t"]
        ),
        ("XAI:grok-4", "x_ai", "grok-4", "api.x.ai", ["XAI_API_KEY": "k"]),
        ("mistral:mistral-large", "mistral_ai", "mistral-large", "api.mistral.ai", ["MISTRAL_API_KEY": "k"]),
        ("moonshot:kimi-k2", "moonshot_ai", "kimi-k2", "api.moonshot.ai", ["MOONSHOT_API_KEY": "k"]),
        (
            "openrouter:anthropic/claude-sonnet-4.5:free", "openrouter", "anthropic/claude-sonnet-4.5:free", "openrouter.ai",
            ["OPENROUTER_API_KEY": "k"]
        ),
        ("huggingface/meta-llama/Llama-3", "huggingface", "meta-llama/Llama-3", "router.huggingface.co", ["HF_TOKEN": "k"]),
        ("ollama:qwen3:8b", "ollama", "qwen3:8b", "127.0.0.1", [:]),
        ("ollama:qwen3", "ollama", "qwen3", "gpu.lan", ["OLLAMA_HOST": "gpu.lan:11434"]),
        ("vllm:m", "vllm", "m", "127.0.0.1", [:]), ("llama.cpp:m", "llamacpp", "m", "127.0.0.1", [:]),
    ]

    @Test("Each kind of provider is found by its name and reached at its address", arguments: found)
    func finds(name: String, provider: String, model: String, host: String, environment: [String: String]) throws {
        let client = try client(name, environment)
        #expect(client.provider.name == provider)
        #expect(client.model == model)
        #expect(client.provider.server?.host == host)
    }

    @Test("Every preset has a name of its own, a sound address, and says which key it lacks", arguments: ProviderPreset.all.map(\.name))
    func preset(name: String) throws {
        let preset = try #require(ProviderPreset.all.first { $0.name == name })
        let names = ProviderPreset.all.flatMap { [$0.name] + $0.aliases }
        #expect(names.filter { $0 == name }.count == 1)
        #expect(preset.baseURL.map { $0.hasPrefix(preset.needsKey ? "https://" : "http://127.0.0.1:") } != false)
        if preset.needsKey {
            let error = #expect(throws: LLMError.self) { try client("\(name):m", baseURL: preset.baseURL ?? "https://x.example", [:]) }
            #expect(error?.kind == .authentication)
            #expect(error?.message.contains(preset.keyVariable) == true)
        } else {
            #expect(throws: Never.self) { try client("\(name):m", [:]) }
        }
        #expect(throws: Never.self) { try client("\(name):m", baseURL: "http://127.0.0.1:9", apiKey: "k", [:]) }
    }

    @Test(
        "A name that comes near one is told which",
        arguments: [
            ("opnai:m", "openai"), ("antropic:m", "anthropic"), ("mistrall:m", "mistral"), ("groc:m", "groq"), ("deepsek:m", "deepseek"),
            ("open:m", "openai"), ("gemni/m", "gemini"),
        ]
    )
    func near(model: String, name: String) {
        let error = #expect(throws: LLMError.self) { try client(model, [:]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("did you mean") == true)
        #expect(error?.message.contains(name) == true)
    }

    @Test("Azure has no address of its own")
    func azure() {
        let error = #expect(throws: LLMError.self) { try client("azure:d", apiKey: "k", [:]) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("AZURE_OPENAI_ENDPOINT") == true)
    }
}
