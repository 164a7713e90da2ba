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
        price(named: model, provider) ?? Self.undated(model).flatMap { price(named: $0, provider) }
    }

    private func price(named name: String, _ provider: String?) -> Price? {
        provider.flatMap { prices["\($0):\(name)"] } ?? prices[name]
    }

    /// What a call cost, in US dollars; nil where the model's price is not known.
    public func cost(of usage: Usage, model: String, provider: String? = nil) -> Double? {
        price(of: model, provider: provider)?.cost(of: usage)
    }

    /// What a call cost, and how well that is known.
    ///
    /// - Parameters:
    ///   - usage: Nil where the provider did not say.
    ///   - isEstimated: Whether the tokens are an estimate.
    ///   - answered: The model that answered, as it named itself. It is the one that is billed.
    ///   - asked: The model that was asked; its price stands in for one that is not known.
    public func cost(
        of usage: Usage?,
        isEstimated: Bool = false,
        answered: String?,
        asked: String,
        provider: String? = nil
    ) -> Cost {
        guard let usage else { return .unknown }
        let known = price(of: answered ?? asked, provider: provider)
        guard let price = known ?? price(of: asked, provider: provider) else { return .unknown }
        let dollars = price.cost(of: usage)
        return isEstimated || known == nil || !price.isComplete(for: usage) ? .estimated(dollars) : .exact(dollars)
    }

    /// This table with the prices of another one, which come before its own, and with the other's date.
    public func merging(_ other: PriceTable) -> PriceTable {
        PriceTable(date: other.date, prices: prices.merging(other.prices) { $1 })
    }

    /// The name without `-latest`, `-2024-07-18` or `-20241022` at its end; nil where it has none of these.
    private static func undated(_ model: String) -> String? {
        let name = model.utf8
        let ending = endings.first { ending in
            name.count > ending.utf8.count && zip(name.suffix(ending.utf8.count), ending.utf8).allSatisfy(matches)
        }
        return ending.flatMap { String(name.dropLast($0.utf8.count)) }
    }

    /// A zero stands for any digit.
    private static let endings = ["-latest", "-0000-00-00", "-00000000"]

    private static func matches(_ byte: UInt8, _ sign: UInt8) -> Bool {
        sign == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == sign
    }
}
