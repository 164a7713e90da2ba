public import GlueSemantics

/// What models cost.
///
/// A model is found by its whole name, or by its name without a date or `-latest` at the end; never by a mere prefix,
/// which would bill `gpt-4o-mini` as `gpt-4o`.
public struct PriceTable: Sendable, Hashable {
    /// The day on which the prices were valid, `YYYY-MM-DD`.
    public var date: String
    /// By the model's name, or by `provider:model` where providers sell one model at different prices.
    public var prices: [String: Price]

    public init(date: String, prices: [String: Price]) {
        self.date = date
        self.prices = prices
    }

    /// The price of a model; nil where the table does not have it.
    public func price(of model: String, provider: String? = nil) -> Price? {
        for name in [model, Self.undated(model)] {
            if let provider, let price = prices["\(provider):\(name)"] { return price }
            if let price = prices[name] { return price }
        }
        return nil
    }

    /// What a call cost, in US dollars; nil where the model's price is not known.
    public func cost(of usage: Usage, model: String, provider: String? = nil) -> Double? {
        price(of: model, provider: provider)?.cost(of: usage)
    }

    /// The name without `-latest`, `-2024-07-18` or `-20241022` at its end.
    static func undated(_ model: String) -> String {
        var words = model.split(separator: "-", omittingEmptySubsequences: false)
        func isNumber(_ word: Substring, digits: Int) -> Bool { word.utf8.count == digits && word.allSatisfy(\.isNumber) }
        if words.last == "latest" || words.last.map({ isNumber($0, digits: 8) }) == true {
            words.removeLast()
        } else if words.count > 3, isNumber(words[words.count - 1], digits: 2), isNumber(words[words.count - 2], digits: 2),
            isNumber(words[words.count - 3], digits: 4)
        {
            words.removeLast(3)
        }
        return words.joined(separator: "-")
    }
}

/// What a model's tokens cost, in US dollars per million.
public struct Price: Sendable, Hashable {
    public var input: Double
    public var output: Double
    /// Input read from the provider's cache; nil where it costs what other input does.
    public var cachedInput: Double?
    /// Input written to the provider's cache; nil where it costs what other input does.
    public var cacheWriteInput: Double?

    public init(input: Double, output: Double, cachedInput: Double? = nil, cacheWriteInput: Double? = nil) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.cacheWriteInput = cacheWriteInput
    }

    /// What these tokens cost. Cached ones are a part of the input and are not charged twice.
    public func cost(of usage: Usage) -> Double {
        let cached = usage.cachedInputTokens ?? 0
        let written = usage.cacheWriteInputTokens ?? 0
        let plain = max(usage.inputTokens - cached - written, 0)
        let total =
            Double(plain) * input + Double(cached) * (cachedInput ?? input) + Double(written) * (cacheWriteInput ?? input)
            + Double(usage.outputTokens) * output
        return total / 1_000_000
    }
}
