import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension HTTPExchange {
    /// A server that sends nothing for longer than it may.
    struct Silence: Error {
        var duration: Duration
    }

    /// What kept the exchange from coming to its end.
    func failure(_ error: any Error) -> LLMError {
        if let error = error as? LLMError { return error }
        let server = "\(service.server.host):\(service.server.port)"
        if attempt.hasTimedOut { return LLMError(.timeout, "no whole answer came from \(server) in time") }
        if Task.isCancelled || error is CancellationError { return LLMError(.cancelled, "the call was cancelled") }
        switch error {
        case let error as Silence:
            return LLMError(.timeout, "\(server) sent nothing for \(error.duration); raise limits.silence if it may be silent for longer")
        case let error as HTTPClientError where error.isTimeout:
            return LLMError(.timeout, "\(server) did not answer in time: \(error.shortDescription)")
        case let error as HTTPClientError:
            return LLMError(.connection, "the connection to \(server) broke: \(error.shortDescription)")
        case HTTPParserError.invalidEOFState:
            return LLMError(.connection, "the connection to \(server) broke off within the answer")
        case is HTTPParserError:
            return LLMError(.invalidResponse, "what \(server) answers is no HTTP; check the base URL")
        case is NIOTooManyBytesError:
            return LLMError(
                .invalidResponse,
                "the answer is longer than \(service.responseLimit) bytes; raise responseLimit if that is right"
            )
        default:
            return LLMError(.connection, "no connection to \(server); check the base URL and whether the server runs")
        }
    }
}

extension HTTPClientError {
    fileprivate var isTimeout: Bool {
        [.connectTimeout, .readTimeout, .writeTimeout, .tlsHandshakeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout].contains(
            self
        )
    }
}
