import Foundation

/// Numbers as people read them.
enum Figures {
    /// `1,245`.
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `1 span`, `2 spans`.
    static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

    /// `820 µs`, `1.20 s`, `2 min 05 s`.
    static func time(microseconds: Int64) -> String {
        switch microseconds {
        case ..<1000: return "\(microseconds) µs"
        case ..<1_000_000: return "\(decimal(Double(microseconds) / 1000)) ms"
        case ..<60_000_000: return "\(decimal(Double(microseconds) / 1e6)) s"
        default:
            let seconds = microseconds / 1_000_000
            if seconds < 3600 { return "\(seconds / 60) min \(padded(seconds % 60)) s" }
            return "\(count(Int(seconds / 3600))) h \(padded(seconds % 3600 / 60)) min"
        }
    }

    static func time(_ duration: Duration) -> String { time(microseconds: duration.microseconds) }

    /// Of seconds; a dash for none.
    static func time(seconds: Double?) -> String { seconds.map { time(microseconds: Int64(min(max($0, 0), 1e12) * 1e6)) } ?? "–" }

    /// Three digits that count.
    private static func decimal(_ number: Double) -> String {
        String(format: number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f", number)
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// US dollars, small sums with as many digits as tell something; a dash for none.
    static func cost(_ dollars: Double?, isPartly: Bool = false) -> String {
        guard let dollars else { return "–" }
        let text: String
        switch dollars {
        case 0: text = "$0"
        case ..<0.000_01: text = String(format: "$%.7f", dollars)
        case ..<0.01: text = String(format: "$%.5f", dollars)
        case ..<1: text = String(format: "$%.4f", dollars)
        default: text = "$" + count(Int(dollars)) + String(format: "%.2f", dollars - dollars.rounded(.down)).dropFirst()
        }
        return isPartly ? "≥ \(text)" : text
    }

    static func share(_ part: Double, of whole: Double) -> String { whole > 0 ? String(format: "%.1f %%", 100 * part / whole) : "–" }

    static func bytes(_ number: Int) -> String {
        switch number {
        case ..<1024: "\(number) B"
        case ..<(1 << 20): String(format: "%.1f KiB", Double(number) / 1024)
        case ..<(1 << 30): String(format: "%.1f MiB", Double(number) / 1_048_576)
        default: String(format: "%.2f GiB", Double(number) / 1_073_741_824)
        }
    }

    /// For machines; the page's script makes it the reader's own time.
    static func iso(microseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// For readers without a script, in UTC.
    static func date(microseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6).formatted(
            Date.ISO8601FormatStyle().year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false)
        )
    }
}
