import GlueJSON
import GlueLLM
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers the requests of a ``MockServer``.
struct MockResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let server: MockServer

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        switch (request.method, Self.path(request)) {
        case (.post, "/chat/completions"): return try await complete(request)
        case (.get, "/models"): return Self.json(models)
        case (.get, let path) where path.hasPrefix("/models/"): return model(String(path.dropFirst("/models/".count)))
        case (_, "/chat/completions"), (_, "/models"):
            return refusal(.methodNotAllowed, "\(request.method) is not served here; see what MockServer serves")
        default:
            return refusal(.notFound, "unknown path \(request.uri.path); this server has /v1/chat/completions and /v1/models")
        }
    }

    /// The path without the version in front and without a slash at the end.
    private static func path(_ request: Request) -> String {
        var path = Substring(request.uri.path)
        while path.count > 1, path.last == "/" { path = path.dropLast() }
        return String(path.hasPrefix("/v1/") ? path.dropFirst("/v1".count) : path)
    }

    private func complete(_ request: Request) async throws -> Response {
        let arrived: OpenAIChat.Request
        do {
            let body = try await request.body.collect(upTo: server.requestLimit)
            arrived = try OpenAIChat.request(Array(buffer: body))
        } catch let error as OpenAIChat.RequestError {
            return refusal(.badRequest, error.description, parameter: error.parameter)
        } catch is NIOTooManyBytesError {
            return refusal(.contentTooLarge, "the request has more than \(server.requestLimit) bytes; raise the server's limit")
        }
        let answer: AnswerBook.Answer
        let exchange: Exchange
        do {
            (answer, exchange) = try server.book.answer(to: arrived.request)
        } catch {
            server.logger.notice("A request found no recorded answer", metadata: ["reason": "\(error.summary)"])
            return Self.json(OpenAIChat.error(error.description, type: Self.noAnswer, code: Self.noAnswer), .notFound)
        }
        switch answer {
        case .response(let response): return try await self.answer(response, exchange, arrived)
        case .failure(let failure, _): return Self.failure(failure)
        }
    }

    private static let noAnswer = "no_recorded_answer"

    private func answer(_ response: ModelResponse, _ exchange: Exchange, _ arrived: OpenAIChat.Request) async throws -> Response {
        let answer = OpenAIChat.Answer(
            // Clients insist on an id; a made-up one says where it comes from.
            id: response.id ?? "chatcmpl-recorded-\(exchange.index)",
            model: response.model ?? arrived.request.model,
            created: Int64(exchange.startTimeUnixNano / 1_000_000_000),
            choices: response.choices,
            usage: response.usage
        )
        let total = server.speed.scaled(exchange.duration)
        guard arrived.isStreamed else {
            try await wait(total)
            return Self.json(OpenAIChat.body(answer))
        }
        let first = min(server.speed.scaled(exchange.timeToFirstChunk ?? exchange.duration), total)
        return stream(OpenAIChat.chunks(answer, includesUsage: arrived.includesUsage), first: first, total: total)
    }

    /// - Parameters:
    ///   - first: How long the first piece takes; the others are spread evenly over the rest.
    private func stream(_ chunks: [JSONValue], first: Duration, total: Duration) -> Response {
        let gap = chunks.count > 1 ? (total - first) / (chunks.count - 1) : .zero
        let body = ResponseBody { writer in
            for (index, chunk) in chunks.enumerated() {
                try await wait(index == 0 ? first : gap)
                try await writer.write(Self.event(chunk.text()))
            }
            try await writer.write(Self.event("[DONE]"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: body)
    }

    private static func event(_ data: String) -> ByteBuffer { ByteBuffer(string: "data: \(data)\n\n") }

    private func wait(_ duration: Duration) async throws {
        guard duration > .zero else { return }
        try await server.clock.sleep(for: duration)
    }

    private static func failure(_ failure: RecordedFailure) -> Response {
        let (type, code) = OpenAIChat.errorNames(of: failure.kind)
        let message = failure.message.isEmpty ? "the recorded request failed with \(failure.type)" : failure.message
        var response = json(OpenAIChat.error(message, type: type, code: code), HTTPResponse.Status(code: failure.httpStatus))
        for (name, value) in failure.headers.sorted(by: { $0.key < $1.key }) {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private func refusal(_ status: HTTPResponse.Status, _ message: String, parameter: String? = nil) -> Response {
        Self.json(OpenAIChat.error(message, type: "invalid_request_error", parameter: parameter), status)
    }

    private static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes()))
        )
    }
}

extension MockResponder {
    /// Every model that the recording names, in order.
    private var names: [String] {
        var seen: Set<String> = []
        return server.book.exchanges.flatMap { [$0.model, $0.responseModel] }.compactMap(\.self).filter { seen.insert($0).inserted }
    }

    private var models: JSONValue { ["object": "list", "data": .array(names.map(Self.entry))] }

    private func model(_ name: String) -> Response {
        guard names.contains(name) else { return refusal(.notFound, "the recording has no model \(name)", parameter: "model") }
        return Self.json(Self.entry(name))
    }

    private static func entry(_ name: String) -> JSONValue {
        ["id": .string(name), "object": "model", "created": 0, "owned_by": "recording"]
    }
}

extension OpenAIChat {
    /// OpenAI's `type` and `code` for a failure, by which clients tell failures of one status apart.
    static func errorNames(of kind: LLMError.Kind) -> (type: String, code: String?) {
        switch kind {
        case .tokenLimit: ("invalid_request_error", "context_length_exceeded")
        case .rateLimit: ("requests", "rate_limit_exceeded")
        case .authentication: ("invalid_request_error", "invalid_api_key")
        case .contentFilter: ("invalid_request_error", "content_filter")
        case .invalidRequest, .configuration: ("invalid_request_error", nil)
        case .timeout: ("timeout", nil)
        case .connection: ("service_unavailable", nil)
        default: ("server_error", nil)
        }
    }
}
