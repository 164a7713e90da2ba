/// How good something is, as a model wrote it down.
enum Score {
    /// The first number of a text on a scale from 0 to 1: `0.8`, `8/10`, `80 %`; a larger one without a scale is taken for one
    /// of ten, or of a hundred.
    ///
    /// - Returns: 0.5 where there is no number.
    static func value(_ text: String) -> Double {
        let pieces = text.split { !($0.isASCII && ($0.isNumber || $0 == "." || $0 == "/" || $0 == "%")) }
        for (place, piece) in pieces.enumerated() {
            let parts = piece.split(separator: "/")
            guard let first = parts.first, let number = Double(first.trimming { $0 == "." || $0 == "%" }) else { continue }
            if parts.count == 2, let scale = Double(parts[1].trimming { $0 == "." }), scale > 0 { return bounded(number / scale) }
            let isPercent = piece.hasSuffix("%") || (place + 1 < pieces.count && pieces[place + 1] == "%")
            if isPercent { return bounded(number / 100) }
            return number <= 1 ? bounded(number) : bounded(number / (number <= 10 ? 10 : 100))
        }
        return 0.5
    }

    private static func bounded(_ value: Double) -> Double { min(max(value, 0), 1) }
}
