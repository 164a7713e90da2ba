/// Reads lines of JSON out of bytes that come in any pieces.
///
/// A line that came in one piece is passed on where it lies.
package struct JSONLinesParser: Sendable {
    /// How many bytes a line may have.
    let limit: Int
    /// A line whose end has not come.
    private var line: [UInt8] = []

    package init(limit: Int) { self.limit = limit }

    /// - Parameter receive: Takes the lines that are complete with the piece, but for empty ones.
    /// - Throws: ``LLMError/Kind/invalidResponse`` where a line is longer than the limit; what `receive` throws.
    package mutating func read(
        _ piece: UnsafeRawBufferPointer,
        _ receive: (UnsafeRawBufferPointer) throws(LLMError) -> Void
    ) throws(LLMError) {
        var position = 0
        while let end = piece[position...].firstIndex(of: 0x0A) {
            let bytes = UnsafeRawBufferPointer(rebasing: piece[position..<end])
            if line.isEmpty {
                try pass(bytes, to: receive)
            } else {
                line.append(contentsOf: bytes)
                try finish(receive)
            }
            position = end + 1
        }
        line.append(contentsOf: piece[position...])
        guard line.count <= limit else { throw LLMError(.invalidResponse, "a line of the stream is longer than \(limit) bytes") }
    }

    /// Passes on a last line without its end.
    package mutating func finish(_ receive: (UnsafeRawBufferPointer) throws(LLMError) -> Void) throws(LLMError) {
        defer { line.removeAll(keepingCapacity: true) }
        try line.withRawBytes { bytes throws(LLMError) in try pass(bytes, to: receive) }
    }

    private func pass(
        _ bytes: UnsafeRawBufferPointer,
        to receive: (UnsafeRawBufferPointer) throws(LLMError) -> Void
    ) throws(LLMError) {
        guard bytes.contains(where: { $0 > 0x20 }) else { return }
        guard bytes.count <= limit else { throw LLMError(.invalidResponse, "a line of the stream is longer than \(limit) bytes") }
        try receive(bytes)
    }
}
