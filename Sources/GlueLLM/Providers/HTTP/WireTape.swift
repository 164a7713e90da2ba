import GlueJSON
package import GlueRedaction
import GlueSemantics
package import NIOCore
import Synchronization
package import Tracing

/// Keeps an answer's bytes as they come, with their boundaries and times, and writes them into the attempt's span.
package final class WireTape: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var pieces: [Int] = []
        var times: [Int] = []
        var isOver = false
    }

    private let bound: Int
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    /// Nil where nothing is kept.
    package init?(_ recording: ResponseRecording, clock: any Clock<Duration>) {
        guard recording.bytes > 0 else { return nil }
        bound = recording.bytes
        elapsed = Stopwatch(clock).elapsed
    }

    package func add(_ piece: ByteBuffer) {
        guard piece.readableBytes > 0 else { return }
        let time = elapsed().inMicroseconds
        state.withLock { state in
            guard !state.isOver, state.bytes.count + piece.readableBytes <= bound else {
                state.isOver = true
                return
            }
            state.bytes.append(contentsOf: piece.readableBytesView)
            state.pieces.append(piece.readableBytes)
            state.times.append(time)
        }
    }

    /// Writes what was kept, or why it was not, as an event.
    package func write(to span: any Span, redactor: Redactor) {
        let state = state.withLock(\.self)
        guard !state.bytes.isEmpty || state.isOver else { return }
        var attributes: SpanAttributes = [:]
        if state.isOver {
            attributes[Glue.Attributes.wireWithheld] = "bound"
        } else if Self.holds(state.bytes, what: redactor) {
            attributes[Glue.Attributes.wireWithheld] = "redacted"
        } else {
            attributes[Glue.Attributes.wireBody] = WireBody.text(of: state.bytes)
            attributes[Glue.Attributes.wirePieces] = state.pieces
            attributes[Glue.Attributes.wireTimes] = state.times
        }
        span.addEvent(SpanEvent(name: Glue.Events.wireResponse, attributes: attributes))
    }

    /// Whether the bytes hold what a redactor finds, also where it is spread over several pieces of a stream.
    package static func holds(_ bytes: [UInt8], what redactor: Redactor) -> Bool {
        guard !redactor.isEmpty else { return false }
        // Bytes that are no text cannot be looked at, so they are taken to hold it.
        guard let text = String(validating: bytes, as: UTF8.self) else { return true }
        guard redactor.replacement(forContent: text) == nil else { return true }
        var joined = JoinedTexts()
        for line in text.split(whereSeparator: \.isNewline) {
            let data = line.hasPrefix("data:") ? line.dropFirst("data:".count) : line
            guard let json = try? JSONValue(parsing: String(data)) else { continue }
            joined.add(json)
        }
        return joined.texts.contains { redactor.replacement(forContent: $0) != nil }
    }
}

/// The texts of a stream's pieces, those of one place put together.
private struct JoinedTexts {
    private var places: [String: String] = [:]

    var texts: some Collection<String> { places.values }

    mutating func add(_ json: JSONValue) { add(json, "") }

    private mutating func add(_ json: JSONValue, _ place: String) {
        switch json {
        case .string(let text): places[place, default: ""] += text
        case .array(let elements):
            // Which call or choice a piece is of stands within it.
            for (position, element) in elements.enumerated() { add(element, "\(place)/\(element["index"]?.integer ?? Int64(position))") }
        case .object(let object): for member in object { add(member.value, "\(place).\(member.key)") }
        case .null, .bool, .integer, .number: break
        }
    }
}

extension Duration {
    package var inMicroseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds.multipliedReportingOverflow(by: 1_000_000).partialValue) + Int(attoseconds / 1_000_000_000_000)
    }
}
