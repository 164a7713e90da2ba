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
            guard let first = parts.first, let number = Double(Self.digits(first)) else { continue }
            if parts.count == 2, let scale = Double(Self.digits(parts[1])), scale > 0 { return bounded(number / scale) }
            let isPercent = piece.hasSuffix("%") || (place + 1 < pieces.count && pieces[place + 1] == "%")
            if isPercent { return bounded(number / 100) }
            return number <= 1 ? bounded(number) : bounded(number / (number <= 10 ? 10 : 100))
        }
        return 0.5
    }

    /// Without the point of a sentence's end, or a sign.
    private static func digits(_ piece: Substring) -> Substring {
        var piece = piece
        while let last = piece.last, last == "." || last == "%" { piece.removeLast() }
        return piece
    }

    private static func bounded(_ value: Double) -> Double { min(max(value, 0), 1) }
}
