import GlueJSON
import GlueLLM

/// An answer as it goes over the wire: its head, and pieces of its body with their times.
struct TimedAnswer: Sendable, Hashable {
    struct Piece: Sendable, Hashable {
        var bytes: [UInt8]
        /// Since the request.
        var time: Duration
    }

    /// How the body ends.
    enum Ending: Sendable, Hashable {
        case whole
        /// The connection breaks.
        case cut
        /// Nothing comes for so long, then the connection breaks.
        case stall(Duration)
    }

    var status = 200
    /// By lower-case name, without those by which bodies are framed.
    var headers: [String: String] = [:]
    var contentType = "application/json"
    var pieces: [Piece]
    var ending = Ending.whole

    var isStreamed: Bool { contentType.hasPrefix("text/event-stream") }
}

extension TimedAnswer {
    /// The recorded answer of an exchange, in the form in which it is asked for now.
    ///
    /// Where the wire was recorded in that form it comes byte for byte; else the pieces are made by a fixed rule, and the
    /// time that was recorded is spread over them.
    init(_ exchange: Exchange, _ api: WireAPI, _ arrived: ArrivedRequest) {
        if let wire = exchange.wire, wire.api == api, wire.isStreamed == arrived.isStreamed {
            self.init(wire)
            return
        }
        let answer = GivenAnswer(
            // Clients insist on an id; a made-up one says where it comes from.
            id: exchange.responseID ?? "\(Self.idPrefix(api))recorded-\(exchange.index)",
            model: exchange.responseModel ?? arrived.request.model,
            created: Int64(exchange.startTimeUnixNano / 1_000_000_000),
            choices: exchange.output,
            usage: exchange.usage
        )
        guard arrived.isStreamed else {
            self.init(pieces: [Piece(bytes: answer.body(api).bytes(), time: exchange.duration)])
            return
        }
        let events = answer.events(api, includesUsage: arrived.includesUsage)
        let first = min(exchange.timeToFirstChunk ?? exchange.duration, exchange.duration)
        // The mark at the end of a chat completion comes with the last piece.
        let last = max(events.count - (api == .chatCompletions ? 2 : 1), 0)
        let gap = last > 0 ? (exchange.duration - first) / last : .zero
        self.init(
            contentType: "text/event-stream",
            pieces: events.enumerated().map { Piece(bytes: $1, time: $0 < last ? first + gap * $0 : exchange.duration) }
        )
    }

    init(_ wire: RecordedWire) {
        self.init(
            status: wire.status ?? 200,
            headers: wire.headers,
            contentType: wire.contentType ?? (wire.isStreamed ? "text/event-stream" : "application/json"),
            pieces: wire.pieces.map { Piece(bytes: $0.bytes, time: $0.time) }
        )
    }

    private static func idPrefix(_ api: WireAPI) -> String {
        switch api {
        case .responses: "resp_"
        case .messages: "msg_"
        case .chatCompletions, .embeddings: "chatcmpl-"
        }
    }

    /// A recorded failure, in the words of the API that is asked.
    init(_ failure: RecordedFailure, _ api: WireAPI) {
        let status = failure.httpStatus
        let message = failure.message.isEmpty ? "the recorded request failed with \(failure.type)" : failure.message
        let body = failure.body ?? api.errorBody(message, failure.kind, status: status).bytes()
        self.init(status: status, headers: failure.headers, pieces: [Piece(bytes: body, time: .zero)])
    }
}
