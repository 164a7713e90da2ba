import Foundation

/// Quantities as people read them.
enum Quantity {
    /// A span's length: `412.0 ms`.
    static func time(nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case 0..<1_000_000: String(format: "%.0f µs", Double(nanoseconds) / 1e3)
        case 0..<1_000_000_000: String(format: "%.1f ms", Double(nanoseconds) / 1e6)
        default: String(format: "%.2f s", Double(nanoseconds) / 1e9)
        }
    }

    /// `102 → 21 tokens`: read and written.
    static func tokens(_ input: Int64, _ output: Int64) -> String { "\(input) → \(output) tokens" }

    /// `$0.000031`: a call costs less than a cent, so two digits would say nothing.
    static func cost(_ dollars: Double) -> String { String(format: "$%.6f", dollars) }

    /// `1 span`, `2 spans`.
    static func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}
