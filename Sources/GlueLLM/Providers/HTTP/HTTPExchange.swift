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
    let template: RequestTemplate
    let body: [UInt8]?

    init(_ call: HTTPCall, to service: HTTPService, attempt: Attempt) {
        self.service = service
        self.call = call
        self.attempt = attempt
        url = service.endpoint.url(call.path, query: call.query)
        template = service.templates[call.method, url]
        body = call.form?.bytes ?? call.body?.bytes()
    }

    func traced<Value: Sendable>(_ body: (any Span) async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        guard ServiceContext.current?.isOffline != true else {
            let server = "\(service.server.host):\(service.server.port)"
            throw LLMError(.configuration, "a replay reaches no network, and \(server) was asked; give the call a recorded provider")
        }
        var known = AttributeList()
        known[HTTP.Attributes.requestMethod] = call.method.rawValue
        known[HTTP.Attributes.urlFull] = template.redactedURL
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

    /// The request for an answer that is read as it comes.
    func request(_ span: any Span) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: call.method.rawValue)
        request.headers = headers(span)
        request.body = body.map { .bytes($0) }
        return request
    }

    func headers(_ span: any Span) -> HTTPHeaders {
        var headers = service.headers
        for (name, value) in call.headers { headers.replaceOrAdd(name: name, value: value) }
        if !headers.contains(name: "Accept") { headers.add(name: "Accept", value: "application/json") }
        // That of the span, as its step has made it.
        service.propagation.inject(ServiceContext.current ?? span.context, with: attempt.tracer, into: &headers)
        if body != nil { headers.replaceOrAdd(name: "Content-Type", value: call.form?.contentType ?? "application/json") }
        return headers
    }

    func record(_ answer: HTTPAnswer, _ version: HTTPVersion, _ span: any Span) {
        span.change { attributes in
            attributes[HTTP.Attributes.responseStatusCode] = Int(answer.status.code)
            attributes[HTTP.Attributes.networkProtocolVersion] =
                version == .http1_1 ? "1.1" : "\(version.major)\(version.major < 2 ? ".\(version.minor)" : "")"
        }
        if attempt.recording != .none { span.set(responseHeaders: answer.headers, redactor: recordRedactor) }
        // The status says all, as the conventions have it: no description.
        if answer.status.code >= 400 { span.fail(type: String(answer.status.code)) }
    }

    /// What of an error's body is read: enough for any message.
    static let errorLimit = 1 << 20

    /// What keeps the answer as it comes; nil where nothing is kept.
    var tape: WireTape? { WireTape(attempt.recording, clock: attempt.clock) }

    /// What must not be kept of an answer: the request's key, in whatever form, and what the client takes out.
    var recordRedactor: Redactor { service.redactor + attempt.redactor }
}
