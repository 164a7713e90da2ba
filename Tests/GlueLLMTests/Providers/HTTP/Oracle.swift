import AsyncHTTPClient
import GlueJSON
import GlueLLM
import GlueSemantics

/// The provider that the documentation of `HTTPModelProvider` shows, as a user writes it.
struct Oracle: HTTPModelProvider {
    let service: HTTPService

    init(baseURL: String, apiKey: String?, client: HTTPClient? = nil) throws(LLMError) {
        service = try HTTPService(name: "oracle", baseURL: baseURL, apiKey: apiKey, keyVariable: "ORACLE_API_KEY", client: client)
    }

    func call(for request: ModelRequest, isStreamed: Bool) throws(LLMError) -> HTTPCall {
        let turns = request.messages.map { JSONValue.object(["who": .string($0.role.rawValue), "says": .string($0.text)]) }
        return HTTPCall("say", body: ["model": .string(request.model), "turns": .array(turns), "stream": .bool(isStreamed)])
    }

    func response(from answer: JSONValue, to request: ModelRequest) throws(LLMError) -> ModelResponse {
        guard let text = answer["says"]?.string else { throw LLMError(.invalidResponse, "the oracle says nothing") }
        return ModelResponse(choices: [.assistant(text)])
    }

    func reader(for request: ModelRequest) -> (any AnswerReader)? { Reader() }

    struct Reader: AnswerReader {
        var progress = AnswerProgress.open

        mutating func read(_ piece: JSONValue, into events: inout [ModelEvent]) throws(LLMError) {
            if let text = piece["says"]?.string { events.append(.text(text)) }
            if piece["end"]?.bool == true { progress = .over }
        }
    }
}
