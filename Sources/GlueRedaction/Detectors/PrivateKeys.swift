extension Detector {
    /// Private keys in PEM, from `-----BEGIN` to `-----END`; to the end of the text where the latter is cut off.
    ///
    /// Source: RFC 7468.
    public static let privateKeys = Detector(name: "private_key", shortest: 27, landmarks: [Landmark("-----begin ", ignoresCase: true)]) {
        text in
        var ranges: [Range<Int>] = []
        var position = 0
        while position < text.count {
            guard text.has("-----begin ", at: position) else {
                position += 1
                continue
            }
            let label = text.end(of: { $0.isAlphanumeric || $0 == UInt8(ascii: " ") }, from: position + 11)
            guard text.has("private key-----", at: label - 11) else {
                position = label
                continue
            }
            let end = end(in: text, from: label + 5)
            ranges.append(position..<end)
            position = end
        }
        return ranges
    }

    private static func end(in text: ScannedText, from start: Int) -> Int {
        guard let marker = (start..<max(start, text.count)).first(where: { text.has("-----end ", at: $0) }) else { return text.count }
        let label = text.end(of: { $0.isAlphanumeric || $0 == UInt8(ascii: " ") }, from: marker + 9)
        return text.end(of: { $0 == UInt8(ascii: "-") }, from: label)
    }
}
