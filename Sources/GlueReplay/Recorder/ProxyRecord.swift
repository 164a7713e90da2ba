import GlueJSON
import GlueLLM
import GlueRedaction
import GlueSemantics
import GlueTelemetry
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import ServiceContextModule
import Synchronization
import Tracing

/// One exchange that passes a proxy, as the engine's own spans would have it: a model call and its attempt.
final class ProxyRecord: Sendable {
    enum Failure {
        case unreachable, broken
    }

    private let proxy: RecordingProxy
    private let api: WireAPI
    private let arrived: ArrivedRequest?
    private let redactor: Redactor
    private let content: ContentWriter
    private let call: any Span
    private let attempt: any Span
    private let tape: WireTape?
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    private struct State {
        var status: HTTPResponseStatus?
        var bytes: [UInt8] = []
        var isStreamed = false
        var timeToFirstPiece: Duration?
        var isOver = false
    }

    init(_ proxy: RecordingProxy, _ api: WireAPI, _ request: Request, _ body: [UInt8]) {
        self.proxy = proxy
        self.api = api
        let json = try? ArrivedRequest.parsed(body)
        arrived = json.flatMap { try? ArrivedRequest($0, of: api) }
        redactor = Self.redactor(proxy.redactor, request)
        // The whole of it: what is cut cannot be given again.
        content = ContentWriter(ContentCapture(onSpans: true, bound: ContentBound(bytes: 1 << 30)), redactor)
        elapsed = Stopwatch(ContinuousClock()).elapsed
        tape = WireTape(proxy.recording, clock: ContinuousClock())

        let tracer = proxy.telemetry.tracer
        var context = ServiceContext.topLevel
        tracer.extract(request.headers, into: &context, using: HeaderExtractor())
        let model = redactor.redact(json?["model"]?.string ?? "")
        let operation = api == .embeddings ? GenAI.Operations.embeddings : GenAI.Operations.chat
        call = tracer.startSpan("\(operation) \(model)", context: context, ofKind: .client)
        attempt = tracer.startSpan(SpanNames.attempt("POST"), context: call.context, ofKind: .client)
        write(request, json, model: model, operation)
    }

    private func write(_ request: Request, _ json: JSONValue?, model: String, _ operation: String) {
        let service = try? HTTPService(name: "upstream", baseURL: proxy.upstream)
        call.change { attributes in
            attributes[GenAI.Attributes.operationName] = operation
            attributes[GenAI.Attributes.providerName] = api == .messages ? "anthropic" : "openai"
            attributes[GenAI.Attributes.requestModel] = model
            if arrived?.isStreamed == true { attributes[GenAI.Attributes.requestStream] = true }
            attributes.set(service?.server)
            if let arrived { attributes.set(arrived.request) }
            switch api {
            case .chatCompletions: attributes[OpenAINames.apiType] = "chat_completions"
            case .responses: attributes[OpenAINames.apiType] = "responses"
            case .messages, .embeddings: break
            }
        }
        if let arrived {
            content.input(arrived.request.messages, call)
            content.tools(arrived.request.tools, call)
        } else if let json {
            call.attributes[Glue.Attributes.wireRequest] = redactor.redact(json).text()
        }
        attempt.change { attributes in
            attributes[HTTP.Attributes.requestMethod] = "POST"
            attributes[HTTP.Attributes.urlFull] = redactor.redact(url: proxy.upstream + request.uri.description)
            attributes.set(service?.server)
        }
    }

    /// What must not be written: besides the usual what the request is authorised with.
    private static func redactor(_ base: Redactor, _ request: Request) -> Redactor {
        let names = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"]
        let headers = names.compactMap { HTTPField.Name($0).flatMap { request.headers[$0] } }
        let keys = headers.map { $0.lowercased().hasPrefix("bearer ") ? String($0.dropFirst("bearer ".count)) : $0 }
        let members = request.uri.queryParameters.filter { ["key", "api_key", "api-key", "token"].contains($0.key.lowercased()) }.map {
            String($0.value)
        }
        // A word such as `none`, which local servers are given, says nothing.
        let secrets = (keys + members).filter { $0.utf8.count >= 8 }
        return Redactor(rules: secrets.map { Rule(.secret($0), .label()) }) + base
    }

    func begin(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ version: HTTPVersion) {
        let isStreamed = headers.first(name: "content-type")?.hasPrefix("text/event-stream") == true
        state.withLock { state in
            state.status = status
            state.isStreamed = isStreamed
        }
        attempt.change { attributes in
            attributes[HTTP.Attributes.responseStatusCode] = Int(status.code)
            attributes[HTTP.Attributes.networkProtocolVersion] = "\(version.major).\(version.minor)"
        }
        attempt.set(responseHeaders: headers, redactor: redactor)
    }

    func add(_ piece: ByteBuffer) {
        tape?.add(piece)
        state.withLock { state in
            if state.timeToFirstPiece == nil { state.timeToFirstPiece = elapsed() }
            // As much as is worth reading: an answer that is longer is recorded as one that was not.
            if state.bytes.count < 64 << 20 { state.bytes.append(contentsOf: piece.readableBytesView) }
        }
    }

    func finish() { end(nil) }

    func fail(_ failure: Failure) { end(failure) }

    private func end(_ failure: Failure?) {
        let state = state.withLock { state -> State? in
            guard !state.isOver else { return nil }
            state.isOver = true
            return state
        }
        guard let state else { return }
        tape?.write(to: attempt, redactor: redactor)
        let status = state.status.map { Int($0.code) }
        if let status, status >= 400 {
            attempt.fail(type: "\(status)")
            let words = (try? JSONValue(parsing: state.bytes))?["error"]?["message"]?.string
            call.fail(type: "\(status)", message: words.map { redactor.redact($0) })
        } else {
            if api != .embeddings { write(answer: state) }
            if let failure {
                let message = failure == .unreachable ? "the server could not be reached" : "the connection ended before the answer did"
                attempt.fail(type: LLMError.Kind.connection.rawValue, message: message)
                call.fail(type: LLMError.Kind.connection.rawValue, message: message)
            }
        }
        attempt.end()
        call.end()
        proxy.counts.add()
    }

    private func write(answer state: State) {
        guard let response = response(state) else { return }
        call.change { attributes in
            attributes.set(response)
            if state.isStreamed, let time = state.timeToFirstPiece {
                attributes[GenAI.Attributes.responseTimeToFirstChunk] = time.seconds
            }
        }
        content.output(response.choices, call)
    }

    /// What the bytes mean, as far as they came.
    private func response(_ state: State) -> ModelResponse? {
        guard let form = api.answerForm else { return nil }
        guard state.isStreamed else { return (try? JSONValue(parsing: state.bytes)).flatMap(form.response) }
        guard let service = try? HTTPService(name: "upstream", baseURL: proxy.upstream) else { return nil }
        var decoder = AnswerDecoder(.serverSentEvents, form.reader, service)
        var assembly = ResponseAssembly()
        var events: [ModelEvent] = []
        // What came before a piece that makes no sense was said all the same.
        try? decoder.read(ByteBuffer(bytes: state.bytes), into: &events)
        for event in events { assembly.add(event) }
        return assembly.response
    }
}

/// Reads the trace that a request carries.
private struct HeaderExtractor: Extractor {
    func extract(key: String, from carrier: HTTPFields) -> String? { HTTPField.Name(key).flatMap { carrier[$0] } }
}
