extension ProviderPreset {
    /// The providers that a name finds. Facts of October 2026, from each provider's own API documentation.
    static let all = ownForms + services + localServers

    /// Those that have a form of their own.
    private static let ownForms = [
        openAI,
        responses,
        ProviderPreset(
            name: "anthropic",
            aliases: ["claude"],
            provider: AnthropicProvider.name,
            api: .anthropic,
            baseURL: AnthropicProvider.defaultBaseURL,
            keyVariables: ["ANTHROPIC_API_KEY"],
            baseURLVariables: ["ANTHROPIC_BASE_URL"]
        ),
        ProviderPreset(
            name: "gemini",
            aliases: ["google", "gcp.gemini"],
            provider: GeminiProvider.name,
            api: .gemini,
            baseURL: GeminiProvider.defaultBaseURL,
            keyVariables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
            baseURLVariables: ["GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"]
        ),
        ProviderPreset(
            name: "ollama",
            provider: "ollama",
            api: .ollama,
            baseURL: OllamaProvider.defaultBaseURL,
            keyVariables: ["OLLAMA_API_KEY"],
            baseURLVariables: ["OLLAMA_BASE_URL", "OLLAMA_HOST"],
            needsKey: false
        ),
        ProviderPreset(
            name: "azure",
            aliases: ["azure_openai", "azureopenai"],
            provider: "azure.ai.openai",
            api: .azure,
            baseURL: nil,
            keyVariables: ["AZURE_OPENAI_API_KEY"],
            baseURLVariables: ["AZURE_OPENAI_ENDPOINT"]
        ),
    ]

    private static let openAI = ProviderPreset(
        name: "openai",
        provider: "openai",
        baseURL: OpenAIProvider.defaultBaseURL,
        keyVariables: ["OPENAI_API_KEY"],
        baseURLVariables: ["OPENAI_BASE_URL"],
        headerVariables: ["OPENAI_ORG_ID": "OpenAI-Organization", "OPENAI_PROJECT_ID": "OpenAI-Project"]
    )

    /// OpenAI by its newer API.
    private static let responses: ProviderPreset = {
        var preset = openAI
        preset.name = "openai-responses"
        preset.aliases = ["responses"]
        preset.api = .responses
        return preset
    }()

    /// Those that speak like OpenAI's chat completions.
    private static let services: [ProviderPreset] = [
        .compatible("cerebras", "https://api.cerebras.ai/v1", key: ["CEREBRAS_API_KEY"]),
        .compatible("cohere", "https://api.cohere.ai/compatibility/v1", key: ["COHERE_API_KEY", "CO_API_KEY"]),
        .compatible("deepinfra", "https://api.deepinfra.com/v1/openai", key: ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"]),
        .compatible("deepseek", "https://api.deepseek.com", key: ["DEEPSEEK_API_KEY"], dialect: withoutSchemas),
        .compatible("fireworks", "https://api.fireworks.ai/inference/v1", key: ["FIREWORKS_API_KEY"]),
        .compatible("github", "https://models.github.ai/inference", key: ["GITHUB_TOKEN"]),
        // Some of its models know schemas, most do not.
        .compatible("groq", "https://api.groq.com/openai/v1", key: ["GROQ_API_KEY"], dialect: withoutSchemas),
        .compatible("huggingface", "https://router.huggingface.co/v1", aliases: ["hf"], key: ["HF_TOKEN", "HUGGINGFACE_API_KEY"]),
        // Members that it does not know are refused.
        .compatible(
            "mistral",
            "https://api.mistral.ai/v1",
            provider: "mistral_ai",
            aliases: ["mistralai", "mistral_ai"],
            key: ["MISTRAL_API_KEY"],
            dialect: ChatDialect(outputLimitName: .maxTokens, takesStreamOptions: false, takesTopK: false, seedName: "random_seed")
        ),
        .compatible(
            "moonshot",
            "https://api.moonshot.ai/v1",
            provider: "moonshot_ai",
            aliases: ["moonshotai", "moonshot_ai", "kimi"],
            key: ["MOONSHOT_API_KEY"],
            dialect: withoutSchemas
        ),
        .compatible("nvidia", "https://integrate.api.nvidia.com/v1", aliases: ["nim"], key: ["NVIDIA_API_KEY"]),
        .compatible("openrouter", "https://openrouter.ai/api/v1", key: ["OPENROUTER_API_KEY"]),
        // It has no tools, so that a schema is the only way to a form.
        .compatible(
            "perplexity",
            "https://api.perplexity.ai",
            key: ["PERPLEXITY_API_KEY"],
            dialect: ChatDialect(outputLimitName: .maxTokens, takesParallelToolCalls: false, takesStreamOptions: false)
        ),
        .compatible(
            "sambanova",
            "https://api.sambanova.ai/v1",
            key: ["SAMBANOVA_API_KEY"],
            dialect: ChatDialect(takesParallelToolCalls: false)
        ),
        .compatible("together", "https://api.together.xyz/v1", aliases: ["togetherai"], key: ["TOGETHER_API_KEY"]),
        .compatible("xai", "https://api.x.ai/v1", provider: "x_ai", aliases: ["x_ai", "grok"], key: ["XAI_API_KEY"]),
    ]

    private static let localServers: [ProviderPreset] = [
        .local("litellm", "http://127.0.0.1:4000/v1"),
        .local("llamacpp", "http://127.0.0.1:8080/v1", aliases: ["llama.cpp", "llamafile"]),
        .local("lmstudio", "http://127.0.0.1:1234/v1", aliases: ["lm_studio"]),
        .local("vllm", "http://127.0.0.1:8000/v1"),
    ]

    /// A schema is forced by a tool: of the answer's form these servers know that it is to be JSON, and no more.
    private static let withoutSchemas = ChatDialect(structuredOutput: .tool)
}
