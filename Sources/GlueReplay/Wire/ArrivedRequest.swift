import GlueJSON
import GlueLLM
import GlueSemantics

/// A request as it arrived at a server.
struct ArrivedRequest: Sendable {
    var request: ModelRequest
    var isStreamed = false
    /// Whether a streamed chat completion ends with its usage, which `stream_options.include_usage` asks for.
    var includesUsage = false
    /// The answer that the request goes on from, which the server is to remember.
    var previousResponseID: String?

    /// Why a body is no request.
    enum Failure: Error, CustomStringConvertible {
        case notJSON(JSONError)
        case missing(String)

        var description: String {
            switch self {
            case .notJSON(let error): "the body is no JSON: \(error)"
            case .missing(let member): "you must provide the parameter '\(member)'"
            }
        }

        /// The member that is missing.
        var parameter: String? { if case .missing(let member) = self { member } else { nil } }
    }

    init(request: ModelRequest, isStreamed: Bool, includesUsage: Bool = false, previousResponseID: String? = nil) {
        self.request = request
        self.isStreamed = isStreamed
        self.includesUsage = includesUsage
        self.previousResponseID = previousResponseID
    }

    init(_ body: [UInt8], of api: WireAPI) throws(Failure) { try self.init(Self.parsed(body), of: api) }

    init(_ json: JSONValue, of api: WireAPI) throws(Failure) {
        switch api {
        case .chatCompletions: self = try OpenAIChat.request(json)
        case .responses: self = try OpenAIResponses.request(json)
        case .messages: self = try AnthropicMessages.request(json)
        case .embeddings: throw .missing("messages")
        }
    }

    static func parsed(_ body: [UInt8]) throws(Failure) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .notJSON(error)
        }
    }
}
