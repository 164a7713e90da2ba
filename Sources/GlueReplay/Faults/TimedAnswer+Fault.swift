import GlueLLM
import GlueSemantics

extension TimedAnswer {
    /// The answer as it comes where a fault strikes it.
    func struck(by fault: Fault, _ api: WireAPI) -> TimedAnswer {
        var answer = self
        switch fault.kind {
        case .status(let status, let after):
            let failure = RecordedFailure(
                type: "\(status)",
                message: "a planned fault: the request is refused with \(status)",
                status: status,
                headers: after.map { ["retry-after": "\(max($0.components.seconds, 0))"] } ?? [:]
            )
            return TimedAnswer(failure, api)
        case .cut:
            answer.keep(fault.piece)
            answer.ending = .cut
        case .stall(let duration):
            answer.keep(fault.piece)
            answer.ending = .stall(duration)
        case .garbled:
            guard !answer.pieces.isEmpty else { return answer }
            let place = min(fault.piece ?? answer.pieces.count / 2, answer.pieces.count - 1)
            answer.pieces[place].bytes = Self.garbled(answer.pieces[place].bytes)
        case .split:
            answer.pieces = answer.pieces.flatMap { piece in
                stride(from: 0, to: piece.bytes.count, by: 2).map {
                    Piece(bytes: Array(piece.bytes[$0..<min($0 + 2, piece.bytes.count)]), time: piece.time)
                }
            }
        case .slow(let duration):
            for place in answer.pieces.indices { answer.pieces[place].time += duration }
        // The answer was written with the wrong usage.
        case .usage: break
        }
        return answer
    }

    /// Ends the answer behind so many pieces; of an answer in one piece half is left.
    private mutating func keep(_ count: Int?) {
        guard pieces.count > 1 else {
            guard !pieces.isEmpty else { return }
            pieces[0].bytes = Array(pieces[0].bytes.prefix(pieces[0].bytes.count / 2))
            return
        }
        // The last piece may be a mark alone, without which the answer counts as whole: one before it is always left out.
        pieces.removeLast(max(pieces.count - (count ?? pieces.count / 2), 1))
    }

    /// The bytes with their middle third made what neither JSON nor UTF-8 allows.
    private static func garbled(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let third = max(bytes.count / 3, 1)
        // Line ends stay: a line that is lost would be no garbled piece but a missing one.
        for place in bytes.indices.dropFirst(third).prefix(third) where bytes[place] != UInt8(ascii: "\n") { bytes[place] = 0xFF }
        return bytes
    }
}

extension Exchange {
    /// The exchange with a usage that nobody could have been billed for.
    var withWrongUsage: Exchange {
        var exchange = self
        exchange.wire = nil
        if var usage {
            usage.inputTokens = usage.inputTokens &* 10 &+ 7
            usage.outputTokens = usage.outputTokens &* 10 &+ 3
            exchange.usage = usage
        }
        return exchange
    }
}
