import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects an answer where it arrives, on an event loop, so that whoever waits for all of it is woken once.
///
/// The client's `async` interface hands over head and pieces one by one, and starts a task and a timer for each request: for
/// an answer that nobody reads before its end, that takes longer than all else that the engine adds to a call.
final class AnswerCollector: HTTPClientResponseDelegate {
    /// Ends an answer of which enough has come.
    struct Enough: Error {}

    private struct State {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let limit: Int
    private let errorLimit: Int
    private let tape: WireTape?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: How many bytes an answer may have; more are an `NIOTooManyBytesError`.
    ///   - errorLimit: How many bytes are read where the status is an error; then it ends with ``Enough``.
    ///   - tape: What keeps the bytes as they come.
    init(limit: Int, errorLimit: Int, tape: WireTape?) {
        self.limit = limit
        self.errorLimit = errorLimit
        self.tape = tape
    }

    /// What has come of the answer, and in which version of the protocol; nil before its head.
    var answer: (HTTPAnswer, HTTPVersion)? {
        state.withLock { state in
            state.head.map { (HTTPAnswer(status: $0.status, headers: $0.headers, body: state.body), $0.version) }
        }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { $0.head = head }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ piece: ByteBuffer) -> EventLoopFuture<Void> {
        tape?.add(piece)
        let error = state.withLock { state -> (any Error)? in
            state.body.append(contentsOf: piece.readableBytesView)
            let isSuccess = state.head?.status.isSuccess ?? true
            if isSuccess { return state.body.count > limit ? NIOTooManyBytesError(maxBytes: limit) : nil }
            return state.body.count >= errorLimit ? Enough() : nil
        }
        return error.map { task.eventLoop.makeFailedFuture($0) } ?? task.eventLoop.makeSucceededVoidFuture()
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) {}
}
