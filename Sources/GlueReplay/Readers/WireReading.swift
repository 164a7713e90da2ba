import GlueOTLP
import GlueSemantics

/// Reads answers as they came over the wire, from the spans of attempts.
enum WireReading {
    enum Outcome {
        case wire(RecordedWire)
        /// It was to be kept and could not be, or is cut.
        case withheld
    }

    /// - Parameter node: The span of an attempt; nil where nothing was to be kept of its answer.
    static func outcome(of node: TraceNode) -> Outcome? {
        guard let event = node.span.events.last(where: { $0.name == Glue.Events.wireResponse }) else { return nil }
        let attributes = event.attributes
        guard let text = attributes[Glue.Attributes.wireBody]?.string, let bytes = WireBody.bytes(of: text),
            let pieces = pieces(bytes, attributes[Glue.Attributes.wirePieces], attributes[Glue.Attributes.wireTimes])
        else { return .withheld }
        let type = node[HTTP.Attributes.responseHeaderPrefix + "content-type"]
        return .wire(
            RecordedWire(
                pieces: pieces,
                status: node.httpStatus,
                headers: node.responseHeaders,
                contentType: type?.array?.first?.string ?? type?.string
            )
        )
    }

    /// Nil where the boundaries are not those of the bytes: a record that somebody changed.
    private static func pieces(_ bytes: [UInt8], _ counts: OTLP.AnyValue?, _ times: OTLP.AnyValue?) -> [RecordedWire.Piece]? {
        guard let counts = counts?.array?.map(\.count), let times = times?.array?.map(\.count), counts.count == times.count else {
            return nil
        }
        var pieces: [RecordedWire.Piece] = []
        var position = 0
        for (count, time) in zip(counts, times) {
            guard let count, let time, count > 0, time >= 0, count <= bytes.count - position else { return nil }
            pieces.append(RecordedWire.Piece(bytes: Array(bytes[position..<position + count]), time: .microseconds(time)))
            position += count
        }
        return position == bytes.count ? pieces : nil
    }
}
