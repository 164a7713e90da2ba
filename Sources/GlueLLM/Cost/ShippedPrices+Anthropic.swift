extension PriceTable {
    /// What Anthropic's models cost.
    static let anthropic: [String: Price] = [
        // Anthropic: https://www.anthropic.com/pricing#api
        "claude-3-haiku": Price(input: 0.25, output: 1.25, cachedInput: 0.03, cacheWriteInput: 0.3),
        "claude-3-opus": Price(input: 15, output: 75, cachedInput: 1.5, cacheWriteInput: 18.75),
        "claude-3-5-haiku": Price(input: 0.8, output: 4, cachedInput: 0.08, cacheWriteInput: 1),
        "claude-3-5-sonnet": Price(input: 3, output: 15, cachedInput: 0.3, cacheWriteInput: 3.75),
        "claude-3-7-sonnet": Price(input: 3, output: 15, cachedInput: 0.3, cacheWriteInput: 3.75),
        "claude-sonnet-4": Price(input: 3, output: 15, cachedInput: 0.3, cacheWriteInput: 3.75),
        "claude-opus-4": Price(input: 15, output: 75, cachedInput: 1.5, cacheWriteInput: 18.75),
        "claude-opus-4-1": Price(input: 15, output: 75, cachedInput: 1.5, cacheWriteInput: 18.75),
        "claude-haiku-4-5": Price(input: 1, output: 5, cachedInput: 0.1, cacheWriteInput: 1.25),
        "claude-opus-4-5": Price(input: 5, output: 25, cachedInput: 0.5, cacheWriteInput: 6.25),
        "claude-opus-4-6": Price(input: 5, output: 25, cachedInput: 0.5, cacheWriteInput: 6.25),
        "claude-opus-4-7": Price(input: 5, output: 25, cachedInput: 0.5, cacheWriteInput: 6.25),
        "claude-opus-4-8": Price(input: 5, output: 25, cachedInput: 0.5, cacheWriteInput: 6.25),
        "claude-opus-5": Price(input: 5, output: 25, cachedInput: 0.5, cacheWriteInput: 6.25),
        "claude-opus-5-5": Price(input: 4, output: 20, cachedInput: 0.2, cacheWriteInput: 5),
        "claude-sonnet-4-5": Price(
            input: 3,
            output: 15,
            cachedInput: 0.3,
            cacheWriteInput: 3.75,
            longContext: .init(above: 200_000, input: 6, output: 22.5, cachedInput: 0.6, cacheWriteInput: 7.5)
        ),
        "claude-sonnet-4-6": Price(input: 3, output: 15, cachedInput: 0.3, cacheWriteInput: 3.75),
        "claude-sonnet-5": Price(input: 2, output: 10, cachedInput: 0.2, cacheWriteInput: 2.5),
        "claude-sonnet-5-5": Price(input: 2, output: 10, cachedInput: 0.2, cacheWriteInput: 2.5),
        "claude-fable-5": Price(input: 10, output: 50, cachedInput: 1, cacheWriteInput: 12.5),
        "claude-fable-5-1": Price(input: 10, output: 50, cachedInput: 0.25, cacheWriteInput: 12.5),
        "claude-mythos-5": Price(input: 10, output: 50, cachedInput: 1, cacheWriteInput: 12.5),
        "claude-mythos-5-1": Price(input: 10, output: 50, cachedInput: 0.25, cacheWriteInput: 12.5),
    ]
}
