extension PriceTable {
    /// What the other providers' models cost.
    static let others: [String: Price] = [
        // Google: https://ai.google.dev/gemini-api/docs/pricing
        "gemini-2.5-flash": Price(input: 0.3, output: 2.5, cachedInput: 0.03, audioInput: 1),
        "gemini-2.5-flash-lite": Price(input: 0.1, output: 0.4, cachedInput: 0.01, audioInput: 0.3),
        "gemini-2.5-pro": Price(
            input: 1.25,
            output: 10,
            cachedInput: 0.125,
            longContext: .init(above: 200_000, input: 2.5, output: 15, cachedInput: 0.25)
        ),
        "gemini-3-flash-preview": Price(input: 0.5, output: 3, cachedInput: 0.05, audioInput: 1),
        "gemini-3.1-flash-lite": Price(input: 0.25, output: 1.5, cachedInput: 0.025, audioInput: 0.5),
        "gemini-3.1-pro-preview": Price(
            input: 2,
            output: 12,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 4, output: 18, cachedInput: 0.4)
        ),
        "gemini-3.5-flash": Price(input: 1.5, output: 9, cachedInput: 0.15, audioInput: 1.5),
        "gemini-3.5-flash-lite": Price(input: 0.3, output: 2.5, cachedInput: 0.03),
        "gemini-3.6-flash": Price(input: 0.75, output: 3.75, cachedInput: 0.075),
        "gemini-3.7-flash": Price(input: 0.75, output: 3.75, cachedInput: 0.075),
        "gemini-3.8-flash": Price(input: 0.75, output: 3.75, cachedInput: 0.075),
        "gemini-embedding-001": Price(input: 0.15, output: 0),
        "gemini-embedding-2": Price(input: 0.2, output: 0, audioInput: 6.5),

        // DeepSeek: https://api-docs.deepseek.com/quick_start/pricing
        "deepseek-chat": Price(input: 0.28, output: 0.42, cachedInput: 0.028),
        "deepseek-reasoner": Price(input: 0.28, output: 0.42, cachedInput: 0.028),
        "deepseek-v4-flash": Price(input: 0.3, output: 1.2, cachedInput: 0.006, cacheWriteInput: 0),
        "deepseek-v4-pro": Price(input: 1.32, output: 3.96, cachedInput: 0.044, cacheWriteInput: 0),

        // Mistral: https://mistral.ai/pricing
        "codestral": Price(input: 0.3, output: 0.9, cachedInput: 0.03),
        "devstral-medium": Price(input: 0.4, output: 2, cachedInput: 0.04),
        "devstral-small": Price(input: 0.1, output: 0.3, cachedInput: 0.01),
        "magistral-medium": Price(input: 1.5, output: 7.5, cachedInput: 0.15),
        "magistral-small": Price(input: 0.15, output: 0.6, cachedInput: 0.015),
        "ministral-3b": Price(input: 0.1, output: 0.1, cachedInput: 0.01),
        "ministral-8b": Price(input: 0.15, output: 0.15, cachedInput: 0.015),
        "ministral-14b": Price(input: 0.2, output: 0.2, cachedInput: 0.02),
        "mistral-large": Price(input: 0.5, output: 1.5, cachedInput: 0.05),
        "mistral-medium": Price(input: 1.5, output: 7.5, cachedInput: 0.15),
        "mistral-small": Price(input: 0.15, output: 0.6, cachedInput: 0.015),
        "open-mistral-nemo": Price(input: 0.3, output: 0.3, cachedInput: 0.03),
        "pixtral-large": Price(input: 2, output: 6, cachedInput: 0.2),
        "mistral-embed": Price(input: 0.1, output: 0),
        "codestral-embed": Price(input: 0.15, output: 0, cachedInput: 0.015),

        // xAI: https://docs.x.ai/docs/models
        "grok-4.20": Price(
            input: 1.25,
            output: 2.5,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2.5, output: 5, cachedInput: 0.4)
        ),
        "grok-4.20-multi-agent": Price(
            input: 1.25,
            output: 2.5,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2.5, output: 5, cachedInput: 0.4)
        ),
        "grok-4.20-non-reasoning": Price(
            input: 1.25,
            output: 2.5,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2.5, output: 5, cachedInput: 0.4)
        ),
        "grok-4.20-reasoning": Price(
            input: 1.25,
            output: 2.5,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2.5, output: 5, cachedInput: 0.4)
        ),
        "grok-4.3": Price(
            input: 1.25,
            output: 2.5,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2.5, output: 5, cachedInput: 0.4)
        ),
        "grok-4.5": Price(
            input: 2,
            output: 6,
            cachedInput: 0.3,
            longContext: .init(above: 200_000, input: 4, output: 12, cachedInput: 0.6)
        ),
        "grok-4.6": Price(
            input: 2,
            output: 6,
            cachedInput: 0.5,
            longContext: .init(above: 200_000, input: 4, output: 12, cachedInput: 1)
        ),
        "grok-4.7": Price(
            input: 2,
            output: 6,
            cachedInput: 0.5,
            longContext: .init(above: 200_000, input: 4, output: 12, cachedInput: 1)
        ),
        "grok-code-fast-1": Price(
            input: 1,
            output: 2,
            cachedInput: 0.2,
            longContext: .init(above: 200_000, input: 2, output: 4, cachedInput: 0.4)
        ),

        // Groq: https://groq.com/pricing
        "groq:openai/gpt-oss-120b": Price(input: 0.15, output: 0.6, cachedInput: 0.075),
        "groq:openai/gpt-oss-20b": Price(input: 0.075, output: 0.3, cachedInput: 0.0375),
        "groq:qwen/qwen3.8-27b": Price(input: 0.8, output: 4),

        // Moonshot: https://platform.moonshot.ai/docs/pricing
        "kimi-k2.5": Price(input: 0.6, output: 3, cachedInput: 0.1),
        "kimi-k2.6": Price(input: 0.95, output: 4, cachedInput: 0.16),
        "kimi-k2.7-code": Price(input: 0.95, output: 4, cachedInput: 0.19),
        "kimi-k3": Price(input: 3, output: 15, cachedInput: 0.3),
        "moonshot-v1-8k": Price(input: 0.2, output: 2),
        "moonshot-v1-32k": Price(input: 1, output: 3),
        "moonshot-v1-128k": Price(input: 2, output: 5),

        // Perplexity, without the fee that each of its searches costs: https://docs.perplexity.ai/getting-started/pricing
        "sonar": Price(input: 1, output: 1),
        "sonar-pro": Price(input: 3, output: 15),
        "sonar-reasoning-pro": Price(input: 2, output: 8),

        // Cohere: https://cohere.com/pricing
        "command-a-03-2025": Price(input: 2.5, output: 10),
        "command-r-08-2024": Price(input: 0.15, output: 0.6),
        "command-r-plus-08-2024": Price(input: 2.5, output: 10),
        "command-r7b-12-2024": Price(input: 0.0375, output: 0.15),
        "embed-v4.0": Price(input: 0.12, output: 0),
        "embed-english-v3.0": Price(input: 0.1, output: 0),
        "embed-multilingual-v3.0": Price(input: 0.1, output: 0),

        // Voyage: https://docs.voyageai.com/docs/pricing
        "voyage-3-large": Price(input: 0.18, output: 0),
        "voyage-3.5": Price(input: 0.06, output: 0),
        "voyage-3.5-lite": Price(input: 0.02, output: 0),
        "voyage-4": Price(input: 0.06, output: 0),
        "voyage-4-large": Price(input: 0.12, output: 0),
        "voyage-4-lite": Price(input: 0.02, output: 0),
        "voyage-code-3": Price(input: 0.18, output: 0),
        "voyage-code-4": Price(input: 0.12, output: 0),
    ]
}
