public import GlueJSON
import Tracing

/// A provider over HTTP with bodies of JSON: it says how a request is written and how an answer is read.
///
/// Sending, the span of each attempt, cutting streams into pieces, time limits and the classification of errors come with it.
///
/// ```swift
/// struct Oracle: HTTPModelProvider {
///     let service: HTTPService
///
///     init(baseURL: String, apiKey: String?) throws(LLMError) {
///         service = try HTTPService(name: "oracle", baseURL: baseURL, apiKey: apiKey, keyVariable: "ORACLE_API_KEY")
///     }
///
///     func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
///         let turns = request.messages.map { JSONValue.object(["who": .string($0.role.rawValue), "says": .string($0.text)]) }
///         return HTTPCall("say", body: ["model": .string(request.model), "turns": .array(turns), "stream": .bool(isStreamed)])
///     }
///
///     func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
///         guard let text = answer["says"]?.string else { throw LLMError(.invalidResponse, "the oracle says nothing") }
///         return ModelResponse(choices: [.assistant(text)])
///     }
///
///     func reader(for request: ModelRequest) -> (any AnswerReader)? { Reader() }
///
///     struct Reader: AnswerReader {
///         var progress = AnswerProgress.open
///
///         mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) throws(LLMError) {
///             if let text = piece["says"]?.string { events.append(.text(text)) }
///             if piece["end"]?.bool == true { progress = .over }
///         }
///     }
/// }
/// ```
public protocol HTTPModelProvider: ModelProvider {
    var service: HTTPService { get }

    /// How an answer in pieces is cut into JSON values; server-sent events unless implemented.
    var framing: StreamFraming { get }

    /// The request as the service wants it.
    ///
    /// - Throws: ``LLMError/Kind/invalidRequest`` where the service has no form for something.
    func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall

    /// A whole answer. An `error` member is seen before an answer comes here.
    ///
    /// - Throws: ``LLMError/Kind/invalidResponse`` where it is none.
    func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse

    /// What reads an answer in pieces; nil, unless implemented, where the service always answers at once.
    func reader(for request: ModelRequest) -> (any AnswerReader)?
}

extension HTTPModelProvider {
    public var name: String { service.name }

    public var server: ServerAddress? { service.server }

    public var framing: StreamFraming { .serverSentEvents }

    public var keepsTimeLimit: Bool { true }

    public func reader(for request: ModelRequest) -> (any AnswerReader)? { nil }

    public func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        try await respond(to: request, attempt: Attempt(tracer: NoOpTracer()))
    }

    public func respond(to request: ModelRequest, attempt: Attempt) async throws(LLMError) -> ModelResponse {
        let call = try call(for: request, isStreamed: false)
        return try await service.send(call, attempt) { answer throws(LLMError) in try response(from: answer, to: request) }
    }
}

extension HTTPService {
    /// Sends a request and makes sense of the value that comes back.
    ///
    /// - Throws: What the status, an `error` member or `interpret` says; ``LLMError/Kind/invalidResponse`` where the answer
    ///   is no JSON.
    func send<Value: Sendable>(
        _ call: HTTPCall,
        _ attempt: Attempt,
        _ interpret: (JSONValue) throws(LLMError) -> Value
    ) async throws(LLMError) -> Value {
        let service = using(attempt.key)
        return try await HTTPExchange(call, to: service, attempt: attempt).run { answer throws(LLMError) in
            try service.read(answer, interpret)
        }
    }

    func read<Value>(_ answer: HTTPAnswer, _ interpret: (JSONValue) throws(LLMError) -> Value) throws(LLMError) -> Value {
        guard answer.isSuccess else { throw failure(answer) }
        do throws(LLMError) {
            let json = try json(answer)
            if let error = json["error"], !error.isNull { throw failure(answer) }
            return try interpret(json)
        } catch {
            throw completed(error, answer)
        }
    }
}
