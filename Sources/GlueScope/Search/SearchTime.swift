import Foundation

/// A time as somebody writes it in a search.
struct SearchTime {
    let unixNano: UInt64

    /// Nil where it is none.
    ///
    /// - Parameter text: `15m`, `2h` or `7d` before now; a day or a moment by ISO 8601, in UTC; or nanoseconds since 1970.
    init?(_ text: String, now: Date = Date()) {
        if let unit = text.last.flatMap({ Self.units[$0] }), let count = Double(text.dropLast()), count >= 0, count < 1e6 {
            self.init(now.addingTimeInterval(-count * unit))
        } else if let nanoseconds = UInt64(text) {
            self.init(unixNano: nanoseconds)
        } else if let moment = try? Date(text, strategy: .iso8601) {
            self.init(moment)
        } else if let day = try? Date(text, strategy: .iso8601.year().month().day()) {
            self.init(day)
        } else {
            return nil
        }
    }

    private init(unixNano: UInt64) { self.unixNano = unixNano }

    private init?(_ date: Date) {
        guard let nanoseconds = UInt64(exactly: (date.timeIntervalSince1970 * 1e9).rounded()) else { return nil }
        self.init(unixNano: nanoseconds)
    }

    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
}
