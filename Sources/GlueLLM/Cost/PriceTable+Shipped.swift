extension PriceTable {
    /// List prices in US dollars per million tokens, as litellm 1.105.0 has them from the pages named beside them.
    ///
    /// Replace it with your own table where you have a contract, a gateway, or a newer day:
    /// `PriceTable.shipped.merging(try PriceTable(contentsOfFile: "prices.json"))`.
    public static let shipped = PriceTable(
        date: "2026-11-24",
        prices: openAI.merging(anthropic) { $1 }.merging(others) { $1 }
    )
}
