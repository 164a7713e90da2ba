import AsyncAlgorithms
import NIOCore

/// The body of an answer as it comes in.
///
/// Whoever does not ask for the next piece keeps the server from sending more than fits the buffers in between.
struct AnswerBody {
    typealias Channel = AsyncThrowingChannel<Piece, any Error>

    enum Piece: Sendable {
        case head(HTTPAnswer)
        case bytes(ByteBuffer)
    }

    private let exchange: HTTPExchange
    private var pieces: Channel.Iterator
    private let watch: SilenceWatch?
    private var count = 0
    private(set) var isAtEnd = false

    init(_ exchange: HTTPExchange, _ channel: Channel, _ watch: SilenceWatch?) {
        self.exchange = exchange
        pieces = channel.makeAsyncIterator()
        self.watch = watch
    }

    /// The status and headers, which come first.
    mutating func head() async throws(LLMError) -> HTTPAnswer {
        guard case .head(let answer)? = try await piece() else { throw exchange.failure(CancellationError()) }
        return answer
    }

    /// The next bytes; nil at the end.
    ///
    /// - Throws: ``LLMError/Kind/connection`` where the connection breaks, ``LLMError/Kind/timeout`` where the server is silent
    ///   for too long, ``LLMError/Kind/invalidResponse`` where there are more bytes than the service may answer.
    mutating func next() async throws(LLMError) -> ByteBuffer? {
        guard case .bytes(let bytes)? = try await piece() else {
            isAtEnd = true
            return nil
        }
        count += bytes.readableBytes
        guard count <= exchange.service.responseLimit else {
            throw exchange.failure(NIOTooManyBytesError(maxBytes: exchange.service.responseLimit))
        }
        return bytes
    }

    /// The rest of the body.
    ///
    /// - Parameter limit: Where to stop; nil for no limit but that of the service.
    mutating func rest(upTo limit: Int? = nil) async throws(LLMError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await next() {
            bytes.append(contentsOf: piece.readableBytesView)
            if let limit, bytes.count >= limit { break }
        }
        return bytes
    }

    private mutating func piece() async throws(LLMError) -> Piece? {
        watch?.beginWaiting()
        defer { watch?.endWaiting() }
        let piece: Piece?
        do {
            piece = try await pieces.next()
        } catch {
            throw exchange.failure(error)
        }
        // A cancelled wait ends like the answer does.
        if piece == nil, Task.isCancelled { throw exchange.failure(CancellationError()) }
        return piece
    }
}
