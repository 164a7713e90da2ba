extension PriceTable {
    /// What OpenAI's models cost.
    static let openAI: [String: Price] = [
        // OpenAI: https://platform.openai.com/docs/pricing
        "gpt-3.5-turbo": Price(input: 0.5, output: 1.5),
        "gpt-4": Price(input: 30, output: 60),
        "gpt-4-turbo": Price(input: 10, output: 30),
        "gpt-4.1": Price(input: 2, output: 8, cachedInput: 0.5),
        "gpt-4.1-mini": Price(input: 0.4, output: 1.6, cachedInput: 0.1),
        "gpt-4.1-nano": Price(input: 0.1, output: 0.4, cachedInput: 0.025),
        // The one snapshot that costs more than its family.
        "gpt-4o-2024-05-13": Price(input: 5, output: 15),
        "gpt-4o": Price(input: 2.5, output: 10, cachedInput: 1.25),
        "gpt-4o-mini": Price(input: 0.15, output: 0.6, cachedInput: 0.075),
        "gpt-4o-search-preview": Price(input: 2.5, output: 10, cachedInput: 1.25),
        "gpt-4o-mini-search-preview": Price(input: 0.15, output: 0.6, cachedInput: 0.075),
        "gpt-4o-audio-preview": Price(input: 2.5, output: 10, audioInput: 40, audioOutput: 80),
        "gpt-4o-mini-audio-preview": Price(input: 0.15, output: 0.6, audioInput: 10, audioOutput: 20),
        "gpt-audio": Price(input: 2.5, output: 10, audioInput: 32, audioOutput: 64),
        "gpt-audio-1.5": Price(input: 2.5, output: 10, audioInput: 32, audioOutput: 64),
        "gpt-audio-mini": Price(input: 0.6, output: 2.4, audioInput: 10, audioOutput: 20),
        "gpt-5": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5-chat": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5-codex": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5-mini": Price(input: 0.25, output: 2, cachedInput: 0.025),
        "gpt-5-nano": Price(input: 0.05, output: 0.4, cachedInput: 0.005),
        "gpt-5-pro": Price(input: 15, output: 120),
        "gpt-5-search-api": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5.1": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5.1-chat-latest": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5.1-codex": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5.1-codex-max": Price(input: 1.25, output: 10, cachedInput: 0.125),
        "gpt-5.1-codex-mini": Price(input: 0.25, output: 2, cachedInput: 0.025),
        "gpt-5.2": Price(input: 1.75, output: 14, cachedInput: 0.175),
        "gpt-5.2-chat-latest": Price(input: 1.75, output: 14, cachedInput: 0.175),
        "gpt-5.2-codex": Price(input: 1.75, output: 14, cachedInput: 0.175),
        "gpt-5.2-pro": Price(input: 21, output: 168),
        "gpt-5.3-chat-latest": Price(input: 1.75, output: 14, cachedInput: 0.175),
        "gpt-5.3-codex": Price(input: 1.75, output: 14, cachedInput: 0.175),
        "gpt-5.4": Price(
            input: 2.5,
            output: 15,
            cachedInput: 0.25,
            longContext: .init(above: 272_000, input: 5, output: 22.5, cachedInput: 0.5)
        ),
        "gpt-5.4-mini": Price(input: 0.75, output: 4.5, cachedInput: 0.075),
        "gpt-5.4-nano": Price(input: 0.2, output: 1.25, cachedInput: 0.02),
        "gpt-5.4-pro": Price(input: 30, output: 180, longContext: .init(above: 272_000, input: 60, output: 270)),
        "gpt-5.5": Price(
            input: 5,
            output: 30,
            cachedInput: 0.5,
            longContext: .init(above: 272_000, input: 10, output: 45, cachedInput: 1)
        ),
        "gpt-5.5-pro": Price(input: 30, output: 180, longContext: .init(above: 272_000, input: 60, output: 270)),
        "gpt-5.6": Price(
            input: 4,
            output: 20,
            cachedInput: 0.4,
            cacheWriteInput: 5,
            longContext: .init(above: 272_000, input: 8, output: 30, cachedInput: 0.8, cacheWriteInput: 10)
        ),
        "gpt-5.6-luna": Price(
            input: 0.2,
            output: 1.2,
            cachedInput: 0.02,
            cacheWriteInput: 0.25,
            longContext: .init(above: 272_000, input: 0.4, output: 1.8, cachedInput: 0.04, cacheWriteInput: 0.5)
        ),
        "gpt-5.6-sol": Price(
            input: 4,
            output: 20,
            cachedInput: 0.4,
            cacheWriteInput: 5,
            longContext: .init(above: 272_000, input: 8, output: 30, cachedInput: 0.8, cacheWriteInput: 10)
        ),
        "gpt-5.6-terra": Price(
            input: 2,
            output: 12,
            cachedInput: 0.2,
            cacheWriteInput: 2.5,
            longContext: .init(above: 272_000, input: 4, output: 18, cachedInput: 0.4, cacheWriteInput: 5)
        ),
        "gpt-6-astra": Price(
            input: 10,
            output: 50,
            cachedInput: 1,
            cacheWriteInput: 12.5,
            longContext: .init(above: 272_000, input: 20, output: 75, cachedInput: 2, cacheWriteInput: 25)
        ),
        "gpt-6-luna": Price(
            input: 0.1,
            output: 0.5,
            cachedInput: 0.01,
            cacheWriteInput: 0.125,
            longContext: .init(above: 272_000, input: 0.2, output: 0.75, cachedInput: 0.02, cacheWriteInput: 0.25)
        ),
        "gpt-6-sol": Price(
            input: 2,
            output: 10,
            cachedInput: 0.2,
            cacheWriteInput: 2.5,
            longContext: .init(above: 272_000, input: 4, output: 15, cachedInput: 0.4, cacheWriteInput: 5)
        ),
        "gpt-6.1-sol": Price(
            input: 2,
            output: 10,
            cachedInput: 0.1,
            cacheWriteInput: 2.5,
            longContext: .init(above: 272_000, input: 4, output: 15, cachedInput: 0.2, cacheWriteInput: 5)
        ),
        "o1": Price(input: 15, output: 60, cachedInput: 7.5),
        "o1-pro": Price(input: 150, output: 600),
        "o3": Price(input: 2, output: 8, cachedInput: 0.5),
        "o3-deep-research": Price(input: 10, output: 40, cachedInput: 2.5),
        "o3-mini": Price(input: 1.1, output: 4.4, cachedInput: 0.55),
        "o3-pro": Price(input: 20, output: 80),
        "o4-mini": Price(input: 1.1, output: 4.4, cachedInput: 0.275),
        "o4-mini-deep-research": Price(input: 2, output: 8, cachedInput: 0.5),
        "computer-use-preview": Price(input: 3, output: 12),
        "text-embedding-3-large": Price(input: 0.13, output: 0),
        "text-embedding-3-small": Price(input: 0.02, output: 0),
        "text-embedding-ada-002": Price(input: 0.1, output: 0),
    ]
}
