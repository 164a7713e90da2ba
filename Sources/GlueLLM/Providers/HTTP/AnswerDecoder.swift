import GlueJSON
package import NIOCore

/// Makes events of an answer's bytes.
package struct AnswerDecoder {
    private var parser: PieceParser
    private var pieces: Pieces

    package init(_ framing: StreamFraming, _ reader: any AnswerReader, _ service: HTTPService) {
        parser = PieceParser(framing, limit: Self.pieceLimit)
        pieces = Pieces(reader: reader, service: service)
    }

    /// How many bytes one piece may have: an image within it is the largest thing.
    private static let pieceLimit = 32 << 20

    package var progress: AnswerProgress { pieces.isDone ? .over : pieces.reader.progress }

    package mutating func read(_ bytes: ByteBuffer, into events: inout [ModelEvent]) throws(LLMError) {
        let result = bytes.withUnsafeReadableBytes { bytes in
            Result { () throws(LLMError) in try read(bytes, into: &events) }
        }
        try result.get()
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, into events: inout [ModelEvent]) throws(LLMError) {
        try Self.read(bytes, &parser, &pieces, &events)
    }

    /// Takes note that no more bytes come.
    package mutating func finish(into events: inout [ModelEvent]) throws(LLMError) {
        try Self.finish(&parser, &pieces, &events)
    }

    // Parser and pieces change at once, so they are handed over apart.
    private static func read(
        _ bytes: UnsafeRawBufferPointer,
        _ parser: inout PieceParser,
        _ pieces: inout Pieces,
        _ events: inout [ModelEvent]
    ) throws(LLMError) {
        try parser.read(bytes) { text throws(LLMError) in try pieces.read(text, into: &events) }
    }

    private static func finish(
        _ parser: inout PieceParser,
        _ pieces: inout Pieces,
        _ events: inout [ModelEvent]
    ) throws(LLMError) {
        try parser.finish { text throws(LLMError) in
            // A last line that is no JSON is one that broke off.
            guard (try? JSONValue(parsing: text)) != nil else { return }
            try pieces.read(text, into: &events)
        }
    }

    private struct Pieces {
        var reader: any AnswerReader
        let service: HTTPService
        var isDone = false

        mutating func read(_ text: UnsafeRawBufferPointer, into events: inout [ModelEvent]) throws(LLMError) {
            guard !isDone, text.contains(where: { $0 > 0x20 }) else { return }
            let piece: JSONValue
            do {
                piece = try JSONValue(parsing: text)
            } catch {
                guard text.elementsEqual("[DONE]".utf8) else {
                    throw LLMError(.invalidResponse, "a piece of the answer is no JSON")
                }
                isDone = true
                return
            }
            if let error = ServiceError(in: piece) { throw service.failure(error) }
            try reader.read(piece, into: &events)
        }
    }
}
