import AsyncHTTPClient
import GlueRedaction
import GlueSemantics
import NIOCore
import NIOHTTP1
import ServiceContextModule
import Tracing

/// One request of a provider and its answer, as a span of its own.
struct HTTPExchange: Sendable {
    var client: HTTPClient
    var endpoint: Endpoint
    var headers: HTTPHeaders
    var propagation: TracePropagation
    /// How many bytes the answer's body may have.
    var responseLimit: Int

    struct Answer: Sendable {
        var status: HTTPResponseStatus
        var headers: HTTPHeaders
        var body: [UInt8]

        var isSuccess: Bool { (200..<300).contains(status.code) }
    }

    /// Sends a body of JSON.
    ///
    /// - Parameter interpret: Makes sense of the answer; what it throws is the span's failure too.
    func post<Value: Sendable>(
        _ body: [UInt8],
        attempt: Attempt,
        interpret: @Sendable (Answer) throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        try await Step.run(SpanNames.attempt("POST"), ofKind: .client, tracer: attempt.tracer, known: known(attempt)) {
            span throws(LLMError) in
            let answer: Answer
            do {
                answer = try await send(body, span, attempt)
            } catch {
                throw failure(error, attempt)
            }
            // The status says all, as the conventions have it: no description.
            if answer.status.code >= 400 { span.fail(type: String(answer.status.code)) }
            return try interpret(answer)
        }
    }

    private func known(_ attempt: Attempt) -> SpanAttributes {
        var known: SpanAttributes = [:]
        known[HTTP.Attributes.requestMethod] = "POST"
        known[HTTP.Attributes.urlFull] = endpoint.redactedURL
        known.set(endpoint.server)
        if attempt.resendCount > 0 { known[HTTP.Attributes.requestResendCount] = attempt.resendCount }
        return known
    }

    private func send(_ body: [UInt8], _ span: any Span, _ attempt: Attempt) async throws -> Answer {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers = headers
        request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
        propagation.inject(span.context, with: attempt.tracer, into: &request.headers)
        request.body = .bytes(body)
        // The engine's own time limit cancels the task, and with it the request; this one only has to be later.
        let response = try await client.execute(request, deadline: .distantFuture)
        span.updateAttributes { attributes in
            attributes[HTTP.Attributes.responseStatusCode] = Int(response.status.code)
            attributes[HTTP.Attributes.networkProtocolVersion] =
                "\(response.version.major)\(response.version.major < 2 ? ".\(response.version.minor)" : "")"
        }
        let content = try await response.body.collect(upTo: responseLimit)
        return Answer(status: response.status, headers: response.headers, body: Array(content.readableBytesView))
    }

    /// What kept the exchange from coming to its end.
    private func failure(_ error: any Error, _ attempt: Attempt) -> LLMError {
        let server = "\(endpoint.server.host):\(endpoint.server.port)"
        if Task.isCancelled || error is CancellationError {
            return attempt.hasTimedOut
                ? LLMError(.timeout, "no whole answer came from \(server) in time")
                : LLMError(.cancelled, "the call was cancelled")
        }
        switch error {
        case let error as HTTPClientError where error.isTimeout:
            return LLMError(.timeout, "\(server) did not answer in time: \(error.shortDescription)")
        case let error as HTTPClientError:
            return LLMError(.connection, "the connection to \(server) broke: \(error.shortDescription)")
        case HTTPParserError.invalidEOFState:
            return LLMError(.connection, "the connection to \(server) broke off within the answer")
        case is HTTPParserError:
            return LLMError(.invalidResponse, "what \(server) answers is no HTTP; check the base URL")
        case is NIOTooManyBytesError:
            return LLMError(.invalidResponse, "the answer is longer than \(responseLimit) bytes; raise responseLimit if that is right")
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
