/// How an answer in pieces is cut into JSON values.
public enum StreamFraming: Sendable, Hashable {
    /// `text/event-stream`; `[DONE]` ends it early.
    case serverSentEvents
    /// One value a line.
    case jsonLines
}

/// Cuts an answer's bytes into the JSON texts of its pieces.
enum PieceParser: Sendable {
    case events(ServerSentEventParser)
    case lines(JSONLinesParser)

    init(_ framing: StreamFraming, limit: Int) {
        self =
            switch framing {
            case .serverSentEvents: .events(ServerSentEventParser(limit: limit))
            case .jsonLines: .lines(JSONLinesParser(limit: limit))
            }
    }

    mutating func read(_ bytes: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) throws(LLMError) -> Void) throws(LLMError) {
        switch self {
        case .events(var parser):
            // Taken out while it changes: a copy beside it would copy its buffers.
            self = .lines(JSONLinesParser(limit: 0))
            defer { self = .events(parser) }
            try parser.read(bytes) { event throws(LLMError) in try receive(event.data) }
        case .lines(var parser):
            self = .lines(JSONLinesParser(limit: 0))
            defer { self = .lines(parser) }
            try parser.read(bytes, receive)
        }
    }

    /// What the end completes: a last line needs no line end, whereas half an event is none.
    mutating func finish(_ receive: (UnsafeRawBufferPointer) throws(LLMError) -> Void) throws(LLMError) {
        guard case .lines(var parser) = self else { return }
        try parser.finish(receive)
        self = .lines(parser)
    }
}
