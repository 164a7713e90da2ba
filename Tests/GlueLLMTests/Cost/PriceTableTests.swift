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
            ("o3", 2), ("o3-mini", 1.1), ("claude-3-5-sonnet-20241022", 3), ("gpt-4o-transcribe", nil), ("gpt-4o2", nil), ("gpt", nil),
            ("", nil),
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

    @Test("Sound and thinking cost what their price says, and are parts of their totals")
    func details() {
        let price = Price(input: 1, output: 2, reasoningOutput: 3, audioInput: 40, audioOutput: 80)
        let usage = Usage(inputTokens: 100, outputTokens: 100, reasoningTokens: 20, audioInputTokens: 10, audioOutputTokens: 30)
        // 90 × 1 + 10 × 40 + 50 × 2 + 20 × 3 + 30 × 80
        #expect(abs(price.cost(of: usage) - 0.00305) < 1e-12)
        // Without prices of their own they cost what other tokens do.
        #expect(abs(Price(input: 1, output: 2).cost(of: usage) - 0.0003) < 1e-12)
    }

    @Test("A long input makes the whole request dearer", arguments: [(200_000, 0.5), (200_001, 1.000005)])
    func longContext(input: Int, dollars: Double) {
        let price = Price(input: 2.5, output: 10, longContext: .init(above: 200_000, input: 5, output: 20))
        #expect(abs(price.cost(of: Usage(inputTokens: input)) - dollars) < 1e-12)
    }

    @Test("Cached input keeps its proportion in a long request where the table does not tell")
    func longCached() {
        let price = Price(input: 2, output: 10, cachedInput: 0.2, longContext: .init(above: 100, input: 4, output: 20))
        #expect(abs(price.cost(of: Usage(inputTokens: 200, outputTokens: 10, cachedInputTokens: 100)) - 0.00064) < 1e-12)
    }

    @Test(
        "I02: a cost is exact, estimated or unknown, and unknown is not zero",
        arguments: [
            ("gpt-4o-2024-08-06", false, CostKind.exact), (nil, false, .exact), ("house-model", false, .estimated),
            ("gpt-4o", true, .estimated),
        ] as [(String?, Bool, CostKind)]
    )
    func kinds(answered: String?, isEstimated: Bool, kind: CostKind) {
        let usage = Usage(inputTokens: 1000, outputTokens: 500)
        let cost = PriceTable.shipped.cost(of: usage, isEstimated: isEstimated, answered: answered, asked: "gpt-4o")
        #expect(cost.kind == kind && cost.dollars.map { abs($0 - 0.0075) < 1e-12 } == true)
        // A model that nobody knows was asked: then it is the one that answered that counts.
        let other = PriceTable.shipped.cost(of: usage, answered: answered, asked: "house-model")
        #expect(other.kind == (answered?.hasPrefix("gpt-4o") == true ? .exact : .unknown) && (other.dollars == nil) == (other == .unknown))
        #expect(PriceTable.shipped.cost(of: nil, answered: answered, asked: "gpt-4o") == .unknown)
    }

    @Test("Sound that has no price makes a cost an estimate")
    func sound() {
        let usage = Usage(inputTokens: 10, outputTokens: 10, audioOutputTokens: 5)
        #expect(PriceTable.shipped.cost(of: usage, answered: nil, asked: "gpt-4o").kind == .estimated)
        #expect(PriceTable.shipped.cost(of: usage, answered: nil, asked: "gpt-audio").kind == .exact)
    }

    @Test("A sum is known as well as the least known of its parts")
    func sums() {
        #expect(Cost.exact(1) + .exact(2) == .exact(3))
        #expect(Cost.exact(1) + .estimated(2) == .estimated(3))
        #expect(Cost.estimated(1) + .unknown == .unknown)
    }

    @Test("Embeddings have prices, Google's long ones another")
    func shipped() {
        #expect(PriceTable.shipped.price(of: "voyage-4")?.input == 0.06)
        let usage = Usage(inputTokens: 300_000)
        #expect(abs((PriceTable.shipped.cost(of: usage, model: "gemini-2.5-pro") ?? 0) - 0.75) < 1e-9)
        #expect(PriceTable.shipped.prices.count > 120)
        #expect(PriceTable.shipped.prices.values.allSatisfy { $0.amounts.allSatisfy { $0 >= 0 && $0 < 1000 } })
        #expect(PriceTable.shipped.prices.values.allSatisfy { ($0.cachedInput ?? 0) <= $0.input })
    }

    @Test(
        "A model is found without the date at its end, and only without that",
        arguments: [
            ("m-2024-07-18", true), ("m-20241022", true), ("m-latest", true), ("m-2024-7-18", false), ("m-2024102", false),
            ("m-latest-2", false), ("m-mini-2024-07-18", false), ("-latest", false), ("m2024-07-18", false), ("m-٢٠٢٤١٠٢٢", false),
        ]
    )
    func dates(name: String, isKnown: Bool) {
        let table = PriceTable(date: "2026-01-01", prices: ["m": Price(input: 1, output: 1), "": Price(input: 9, output: 9)])
        #expect((table.price(of: name)?.input == 1) == isKnown)
    }

    @Test("A provider's own price comes before the model's")
    func provider() {
        let table = PriceTable(date: "2026-01-01", prices: ["m": Price(input: 1, output: 1), "groq:m": Price(input: 2, output: 2)])
        #expect(table.price(of: "m", provider: "groq")?.input == 2)
        #expect(table.price(of: "m-latest", provider: "groq")?.input == 2)
        #expect(table.price(of: "m", provider: "openai")?.input == 1)
    }
}
