import GlueJSON
import GlueLLM
import GlueSemantics
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers the requests of a ``MockServer``.
struct MockResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let server: MockServer

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = Self.path(request)
        if let api = WireAPI(path: path), path == api.path {
            guard request.method == .post else {
                return refusal(.chatCompletions, .methodNotAllowed, "\(request.method) is not served here; see what MockServer serves")
            }
            return try await answer(request, api)
        }
        switch (request.method, path) {
        case (.get, "/models"): return Self.json(ModelList(server.book).json(for: request))
        case (.get, let path) where path.hasPrefix("/models/"): return model(String(path.dropFirst("/models/".count)), request)
        case (_, "/models"):
            return refusal(.chatCompletions, .methodNotAllowed, "\(request.method) is not served here; see what MockServer serves")
        default:
            let served = WireAPI.allCases.map { "/v1\($0.path)" }.joined(separator: ", ")
            return refusal(.chatCompletions, .notFound, "unknown path \(request.uri.path); this server has \(served) and /v1/models")
        }
    }

    /// The path without the version in front and without a slash at the end.
    private static func path(_ request: Request) -> String {
        var path = Substring(request.uri.path)
        while path.count > 1, path.last == "/" { path = path.dropLast() }
        return String(path.hasPrefix("/v1/") ? path.dropFirst("/v1".count) : path)
    }

    private func answer(_ request: Request, _ api: WireAPI) async throws -> Response {
        do {
            let body = try await request.body.collect(upTo: server.requestLimit)
            let json = try ArrivedRequest.parsed(Array(buffer: body))
            guard api != .embeddings else { return try await embed(json) }
            return try await complete(ArrivedRequest(json, of: api), api)
        } catch let error as ArrivedRequest.Failure {
            return refusal(api, .badRequest, error.description, parameter: error.parameter)
        } catch is NIOTooManyBytesError {
            return refusal(api, .contentTooLarge, "the request has more than \(server.requestLimit) bytes; raise the server's limit")
        }
    }

    private func complete(_ arrived: ArrivedRequest, _ api: WireAPI) async throws -> Response {
        let arrived = arrived.following(server.book)
        let answer: AnswerBook.Answer
        let exchange: Exchange
        do {
            (answer, exchange) = try server.book.answer(to: arrived.request)
        } catch {
            server.logger.notice("A request found no recorded answer", metadata: ["reason": "\(error.summary)"])
            return Self.json(api.refusal(error.description, type: Self.noAnswer, code: Self.noAnswer), .notFound)
        }
        switch answer {
        case .response: return try await give(TimedAnswer(exchange, api, arrived))
        case .failure(let failure, _): return try await give(TimedAnswer(failure, api))
        case .fault(let fault): return try await give(TimedAnswer(exchange, api, arrived).struck(by: fault, api))
        }
    }

    private func embed(_ json: JSONValue) async throws -> Response {
        guard let model = json["model"]?.string else { throw ArrivedRequest.Failure.missing("model") }
        guard let inputs = EmbeddingReader.inputs(json["input"]) else { throw ArrivedRequest.Failure.missing("input") }
        guard let found = server.book.embeddings.answer(model: model, inputs: inputs), let wire = found.wire else {
            server.book.noteUnanswered()
            let message =
                "no recorded vectors of \(model) for \(inputs.count) such texts are left; vectors are recorded with the wire alone"
            return Self.json(WireAPI.embeddings.refusal(message, type: Self.noAnswer, code: Self.noAnswer), .notFound)
        }
        return try await give(TimedAnswer(wire))
    }

    private static let noAnswer = "no_recorded_answer"

    /// Gives an answer piece by piece, each when it is time.
    private func give(_ answer: TimedAnswer) async throws -> Response {
        var headers: HTTPFields = [.contentType: answer.contentType]
        for (name, value) in answer.headers.sorted(by: { $0.key < $1.key }) {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        var pace = Pace(server.speed, server.clock)
        let status = HTTPResponse.Status(code: answer.status)
        if answer.pieces.count == 1, answer.ending == .whole, !answer.isStreamed {
            try await pace.reach(answer.pieces[0].time)
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.pieces[0].bytes)))
        }
        headers[.cacheControl] = "no-cache"
        let body = ResponseBody { [pace] writer in
            var pace = pace
            for piece in answer.pieces {
                try await pace.reach(piece.time)
                try await writer.write(ByteBuffer(bytes: piece.bytes))
            }
            switch answer.ending {
            case .whole: try await writer.finish(nil)
            // What ends without its end breaks the connection.
            case .cut: throw Broken()
            case .stall(let duration):
                try await server.clock.sleep(for: duration, tolerance: nil)
                throw Broken()
            }
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// Ends a connection in the middle of an answer.
    private struct Broken: Error {}

    private func refusal(_ api: WireAPI, _ status: HTTPResponse.Status, _ message: String, parameter: String? = nil) -> Response {
        Self.json(api.refusal(message, type: "invalid_request_error", parameter: parameter), status)
    }

    private func model(_ name: String, _ request: Request) -> Response {
        guard let entry = ModelList(server.book).entry(name, for: request) else {
            return refusal(.chatCompletions, .notFound, "the recording has no model \(name)", parameter: "model")
        }
        return Self.json(entry)
    }

    static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes()))
        )
    }
}

extension ArrivedRequest {
    /// The request with the conversation that the server is to remember in front of it.
    fileprivate func following(_ book: AnswerBook) -> ArrivedRequest {
        guard let id = previousResponseID, let before = book.exchanges.last(where: { $0.responseID == id }) else { return self }
        var arrived = self
        // Instructions hold for one request alone.
        let instructions = request.messages.prefix { $0.role == .system }
        let past = before.input.drop { $0.role == .system } + before.output.prefix(1)
        arrived.request.messages = Array(instructions) + Array(past) + request.messages.dropFirst(instructions.count)
        return arrived
    }
}
