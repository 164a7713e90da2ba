import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Prices")
struct PriceTableTests {
    @Test(
        "I01: what calls cost, in US dollars",
        arguments: [
            ("gpt-4o", 1000, 500, 0.0075), ("claude-3-5-sonnet-latest", 1000, 1000, 0.018), ("text-embedding-3-small", 1000, 0, 0.00002),
            ("gpt-4o", 0, 0, 0),
        ]
    )
    func cost(model: String, input: Int, output: Int, dollars: Double) throws {
        let cost = try #require(PriceTable.shipped.cost(of: Usage(inputTokens: input, outputTokens: output), model: model))
        #expect(abs(cost - dollars) < 1e-12)
    }

    @Test(
        "A model is found by its name with or without a date, never by a mere prefix",
        arguments: [
            ("gpt-4o-mini", 0.15), ("gpt-4o-mini-2024-07-18", 0.15), ("gpt-4o-2024-05-13", 5), ("gpt-4o-2024-08-06", 2.5), ("gpt-4.1", 2),
            ("o3", 2), ("o3-mini", 1.1), ("claude-3-5-sonnet-20241022", 3), ("gpt-4o-audio-preview", nil), ("gpt-4o2", nil), ("", nil),
        ] as [(String, Double?)]
    )
    func names(model: String, input: Double?) {
        #expect(PriceTable.shipped.price(of: model)?.input == input)
    }

    @Test("I02: an unknown model has no cost, rather than none")
    func unknown() {
        #expect(PriceTable.shipped.cost(of: Usage(inputTokens: 5), model: "house-model") == nil)
    }

    @Test("Cached tokens are a part of the input and not charged twice")
    func cached() {
        let price = Price(input: 10, output: 20, cachedInput: 1, cacheWriteInput: 12)
        let usage = Usage(inputTokens: 1000, outputTokens: 100, cachedInputTokens: 600, cacheWriteInputTokens: 100)
        #expect(abs(price.cost(of: usage) - 0.0068) < 1e-12)
        #expect(Price(input: 10, output: 20).cost(of: usage) == 0.012)
    }

    @Test("A provider's own price comes before the model's")
    func provider() {
        let table = PriceTable(date: "2026-01-01", prices: ["m": Price(input: 1, output: 1), "groq:m": Price(input: 2, output: 2)])
        #expect(table.price(of: "m", provider: "groq")?.input == 2)
        #expect(table.price(of: "m-latest", provider: "groq")?.input == 2)
        #expect(table.price(of: "m", provider: "openai")?.input == 1)
    }
}
