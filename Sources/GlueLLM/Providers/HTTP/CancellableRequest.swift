import AsyncHTTPClient
import NIOCore
import Synchronization

/// A request that may be ended from elsewhere, also before it was sent.
final class CancellableRequest: Sendable {
    private enum State {
        case waiting
        case sent(HTTPClient.Task<Void>)
        case ended(any Error)
    }

    private let state = Mutex(State.waiting)

    /// Sends the request and waits for the end of its answer.
    ///
    /// - Parameters:
    ///   - loop: Where it is sent: what is done for it there need not wake the loop's thread each time.
    ///   - send: Sends it.
    /// - Throws: What the request failed with; the reason of ``end(_:)``.
    func run(on loop: any EventLoop, _ send: @escaping @Sendable () -> HTTPClient.Task<Void>) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                loop.execute { [self] in
                    if let reason = state.withLock({ if case .ended(let reason) = $0 { reason } else { nil } }) {
                        return continuation.resume(throwing: reason)
                    }
                    let task = send()
                    task.futureResult.whenComplete { continuation.resume(with: $0) }
                    keep(task)
                }
            }
        } onCancel: {
            end(CancellationError())
        }
    }

    private func keep(_ task: HTTPClient.Task<Void>) {
        let reason = state.withLock { state -> (any Error)? in
            if case .ended(let reason) = state { return reason }
            state = .sent(task)
            return nil
        }
        if let reason { task.fail(reason: reason) }
    }

    /// Ends the request and with it its connection, unless its answer has ended. The first reason counts.
    func end(_ reason: any Error) {
        let task = state.withLock { state -> HTTPClient.Task<Void>? in
            if case .ended = state { return nil }
            defer { state = .ended(reason) }
            if case .sent(let task) = state { return task }
            return nil
        }
        task?.fail(reason: reason)
    }
}
