/// An answer as it came over the wire: its bytes, where they were split, and when each piece arrived.
public struct RecordedWire: Sendable, Hashable {
    public struct Piece: Sendable, Hashable {
        public var bytes: [UInt8]
        /// Since the request was sent.
        public var time: Duration

        public init(bytes: [UInt8], time: Duration) {
            self.bytes = bytes
            self.time = time
        }
    }

    public var pieces: [Piece]
    public var status: Int?
    /// By lower-case name, without those by which bodies are framed.
    public var headers: [String: String]
    public var contentType: String?
    /// What API the bytes are of; nil for none that is known.
    public var api: WireAPI?

    public init(pieces: [Piece], status: Int? = nil, headers: [String: String] = [:], contentType: String? = nil) {
        self.pieces = pieces
        self.status = status
        self.headers = headers
        self.contentType = contentType
        api = WireAPI(answer: pieces.flatMap(\.bytes))
    }

    /// Whether the answer came as a stream of events.
    public var isStreamed: Bool {
        if let contentType { return contentType.hasPrefix("text/event-stream") }
        let start = pieces.first?.bytes.prefix(6) ?? []
        return start.starts(with: "data:".utf8) || start.starts(with: "event:".utf8) || start.first == UInt8(ascii: ":")
    }

    /// All of the answer.
    public var bytes: [UInt8] { pieces.flatMap(\.bytes) }
}
