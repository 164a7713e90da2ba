import AsyncHTTPClient
import GlueJSON
import GlueRedaction
import GlueSemantics
import NIOCore
import NIOHTTP1
import ServiceContextModule
import Tracing

/// One request to a service and its answer, as a span of its own.
struct HTTPExchange: Sendable {
    let service: HTTPService
    let call: HTTPCall
    let attempt: Attempt
    let url: String
    private let body: [UInt8]?

    init(_ call: HTTPCall, to service: HTTPService, attempt: Attempt) {
        self.service = service
        self.call = call
        self.attempt = attempt
        url = service.endpoint.url(call.path, query: call.query)
        body = call.form?.bytes ?? call.body?.bytes()
    }

    /// Sends the request and reads the answer to its end.
    ///
    /// - Parameter interpret: Makes sense of the answer; what it throws is the span's failure too.
    func run<Value: Sendable>(_ interpret: (HTTPAnswer) throws(LLMError) -> Value) async throws(LLMError) -> Value {
        try await traced { span throws(LLMError) in
            let tape = tape
            defer { tape?.write(to: span, redactor: recordRedactor) }
            let answer: HTTPAnswer
            do {
                let response = try await service.client.execute(request(span), deadline: .distantFuture)
                var head = HTTPAnswer(status: response.status, headers: response.headers)
                record(head, response.version, span)
                head.body = try await collect(response.body, isSuccess: head.isSuccess, tape)
                answer = head
            } catch {
                throw failure(error)
            }
            return try interpret(answer)
        }
    }

    func traced<Value: Sendable>(_ body: (any Span) async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        guard ServiceContext.current?.isOffline != true else {
            let server = "\(service.server.host):\(service.server.port)"
            throw LLMError(.configuration, "a replay reaches no network, and \(server) was asked; give the call a recorded provider")
        }
        var known: SpanAttributes = [:]
        known[HTTP.Attributes.requestMethod] = call.method.rawValue
        known[HTTP.Attributes.urlFull] = service.redactedURLs[url]
        known.set(service.server)
        if let key = attempt.key { known[Glue.Attributes.keyID] = key.id }
        if attempt.resendCount > 0 { known[HTTP.Attributes.requestResendCount] = attempt.resendCount }
        return try await Step.run(
            SpanNames.attempt(call.method.rawValue),
            ofKind: .client,
            tracer: attempt.tracer,
            known: known,
            body
        )
    }

    func request(_ span: any Span) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers = service.headers
        for (name, value) in call.headers { request.headers.replaceOrAdd(name: name, value: value) }
        if !request.headers.contains(name: "Accept") { request.headers.add(name: "Accept", value: "application/json") }
        service.propagation.inject(span.context, with: attempt.tracer, into: &request.headers)
        if let body {
            request.headers.replaceOrAdd(name: "Content-Type", value: call.form?.contentType ?? "application/json")
            request.body = .bytes(body)
        }
        return request
    }

    func record(_ answer: HTTPAnswer, _ version: HTTPVersion, _ span: any Span) {
        span.updateAttributes { attributes in
            attributes[HTTP.Attributes.responseStatusCode] = Int(answer.status.code)
            attributes[HTTP.Attributes.networkProtocolVersion] =
                "\(version.major)\(version.major < 2 ? ".\(version.minor)" : "")"
        }
        if attempt.recording != .none { span.set(responseHeaders: answer.headers, redactor: recordRedactor) }
        // The status says all, as the conventions have it: no description.
        if answer.status.code >= 400 { span.fail(type: String(answer.status.code)) }
    }

    /// What of an error's body is read: enough for any message.
    static let errorLimit = 1 << 20

    private func collect(_ body: HTTPClientResponse.Body, isSuccess: Bool, _ tape: WireTape?) async throws -> [UInt8] {
        guard !isSuccess || tape != nil else {
            return Array(try await body.collect(upTo: service.responseLimit).readableBytesView)
        }
        var bytes: [UInt8] = []
        for try await piece in body {
            tape?.add(piece)
            bytes.append(contentsOf: piece.readableBytesView)
            if isSuccess, bytes.count > service.responseLimit { throw NIOTooManyBytesError(maxBytes: service.responseLimit) }
            if !isSuccess, bytes.count >= Self.errorLimit { break }
        }
        return bytes
    }

    /// What keeps the answer as it comes; nil where nothing is kept.
    var tape: WireTape? { WireTape(attempt.recording, clock: attempt.clock) }

    /// What must not be kept of an answer: the request's key, in whatever form, and what the client takes out.
    var recordRedactor: Redactor { service.redactor + attempt.redactor }
}
