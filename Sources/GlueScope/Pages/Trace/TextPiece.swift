import Hummingbird

/// A part of a long text, and where the next one is: megabytes come as they are read.
struct TextPiece {
    /// In bytes.
    static let size = 64 << 10

    let view: View

    /// - Parameters:
    ///   - start: In bytes.
    ///   - address: What the place of the next piece is added to.
    init(_ text: String, from start: Int, address: String) {
        let bytes = text.utf8
        let first = Self.boundary(in: text, near: start)
        let last = Self.boundary(in: text, near: start + Self.size)
        let left = bytes.distance(from: last, to: bytes.endIndex)
        view = [
            "text": String(text[first..<last]),
            "more": left > 0 ? "\(address)from=\(bytes.distance(from: bytes.startIndex, to: last))" : nil,
            "moreText": Self.moreText(left),
        ]
    }

    static func start(of request: Request) -> Int { max(request.parameters["from"].flatMap { Int($0) } ?? 0, 0) }

    static func moreText(_ left: Int) -> String { "Show the next of \(Figures.bytes(left))" }

    /// No character is cut.
    static func boundary(in text: String, near place: Int) -> String.Index {
        let bytes = text.utf8
        guard place < bytes.count else { return text.endIndex }
        var index = bytes.index(bytes.startIndex, offsetBy: place)
        while index > text.startIndex, index.samePosition(in: text.unicodeScalars) == nil { index = bytes.index(before: index) }
        return index
    }
}
