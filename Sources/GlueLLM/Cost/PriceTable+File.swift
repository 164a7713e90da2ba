import Foundation
public import GlueJSON

extension PriceTable {
    /// A table out of a JSON file, see ``init(json:)``.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` with the file and what is wrong in it.
    public init(contentsOfFile path: String) throws(LLMError) {
        do {
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
            try self.init(json: try JSONValue(parsing: text))
        } catch let error as LLMError {
            throw LLMError(.configuration, "\(path): \(error.message)")
        } catch let error as JSONError {
            throw LLMError(.configuration, "\(path): \(error)")
        } catch {
            throw LLMError(.configuration, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// A table out of JSON:
    /// ```json
    /// {"date": "2026-11-24", "prices": {"gpt-4o": {"input": 2.5, "output": 10, "cached_input": 1.25},
    ///   "house:big": {"input": 1, "output": 4, "long_context": {"above": 200000, "input": 2, "output": 6}}}}
    /// ```
    /// Prices are in US dollars per million tokens. Further members are `cache_write_input`, `reasoning_output`, `audio_input`
    /// and `audio_output`.
    ///
    /// - Throws: ``LLMError/Kind/configuration`` with the place of what is wrong.
    public init(json: JSONValue) throws(LLMError) {
        guard let date = json["date"]?.string, Self.isDate(date) else {
            throw LLMError(.configuration, "the price table needs a date, YYYY-MM-DD")
        }
        guard let members = json["prices"]?.object else { throw LLMError(.configuration, "the price table needs an object of prices") }
        var prices: [String: Price] = [:]
        for member in members {
            let price: Price
            do {
                price = try member.value.decoded(as: Price.self)
            } catch {
                throw LLMError(.configuration, "the price of \(member.key) is none: \(error)")
            }
            guard price.amounts.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw LLMError(.configuration, "the price of \(member.key) is below zero or no number")
            }
            prices[member.key] = price
        }
        self.init(date: date, prices: prices)
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy(\.isNumber) }
    }
}
