import GlueJSON
import GlueLLM
import GlueSemantics

extension OpenAIChat {
    /// A request as it arrived.
    struct Request: Sendable {
        var request: ModelRequest
        var isStreamed: Bool
        /// Whether a streamed answer ends with its usage, which `stream_options.include_usage` asks for.
        var includesUsage: Bool
    }

    /// Why a body is no request.
    enum RequestError: Error, CustomStringConvertible {
        case notJSON(JSONError)
        case missing(String)

        var description: String {
            switch self {
            case .notJSON(let error): "the body is no JSON: \(error)"
            case .missing(let member): "you must provide the parameter '\(member)'"
            }
        }

        /// OpenAI's `param` of the error.
        var parameter: String? { if case .missing(let member) = self { member } else { nil } }
    }

    static func request(_ body: [UInt8]) throws(RequestError) -> Request {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch {
            throw .notJSON(error)
        }
        guard let model = json["model"]?.string else { throw .missing("model") }
        guard json["messages"]?.array?.isEmpty == false else { throw .missing("messages") }
        return Request(
            request: ModelRequest(
                model: model,
                messages: messages(json["messages"]),
                tools: tools(json["tools"]) ?? [],
                parameters: parameters(json)
            ),
            isStreamed: json["stream"]?.bool ?? false,
            includesUsage: json["stream_options"]?["include_usage"]?.bool ?? false
        )
    }

    /// The tools offered; nil where the member is not there.
    static func tools(_ json: JSONValue?) -> [ToolDefinition]? {
        json?.array?.compactMap { try? ToolDefinition(json: $0) }
    }

    static func parameters(_ json: JSONValue) -> ModelParameters {
        var parameters = ModelParameters()
        parameters.temperature = json["temperature"]?.number
        parameters.topP = json["top_p"]?.number
        parameters.maxTokens = (json["max_completion_tokens"]?.integer ?? json["max_tokens"]?.integer).flatMap { Int(exactly: $0) }
        parameters.stopSequences = json["stop"]?.array?.compactMap(\.string) ?? json["stop"]?.string.map { [$0] } ?? []
        parameters.seed = json["seed"]?.integer.flatMap { Int(exactly: $0) }
        parameters.frequencyPenalty = json["frequency_penalty"]?.number
        parameters.presencePenalty = json["presence_penalty"]?.number
        parameters.reasoningEffort = json["reasoning_effort"]?.string
        parameters.parallelToolCalls = json["parallel_tool_calls"]?.bool
        parameters.toolChoice = toolChoice(json["tool_choice"])
        for key in ["n", "top_k"] { parameters.extra[key] = json[key]?.integer.map { .integer($0) } }
        return parameters
    }

    private static func toolChoice(_ json: JSONValue?) -> ToolChoice? {
        switch json?.string {
        case "auto": .automatic
        case "none": ToolChoice.none
        case "required": .required
        default: json?["function"]?["name"]?.string.map(ToolChoice.tool)
        }
    }
}
