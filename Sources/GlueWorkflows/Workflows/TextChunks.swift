/// A text in pieces of a length that overlap.
struct TextChunks {
    let chunks: [String]

    /// - Parameters:
    ///   - size: In characters; nil for the whole as one piece.
    ///   - overlap: How many characters of a piece begin the next one; less than `size`.
    init(_ text: String, size: Int?, overlap: Int) {
        guard let size, size > 0, text.count > size else {
            chunks = [text]
            return
        }
        let characters = Array(text)
        let step = max(size - overlap, 1)
        var chunks: [String] = []
        for start in stride(from: 0, to: characters.count, by: step) {
            let end = min(start + size, characters.count)
            chunks.append(String(characters[start..<end]))
            if end == characters.count { break }
        }
        self.chunks = chunks
    }
}
