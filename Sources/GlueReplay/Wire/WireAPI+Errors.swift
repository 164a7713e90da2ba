import GlueJSON
import GlueLLM

extension WireAPI {
    /// The body of a failure as the API's own server would write it.
    func errorBody(_ message: String, _ kind: LLMError.Kind, status: Int) -> JSONValue {
        guard self == .messages else {
            let (type, code) = Self.openAINames(of: kind)
            return OpenAIChat.error(message, type: type, code: code)
        }
        return AnthropicMessages.error(message, type: Self.anthropicType(status))
    }

    /// A refusal of the server's own.
    func refusal(_ message: String, type: String, code: String? = nil, parameter: String? = nil) -> JSONValue {
        self == .messages
            ? AnthropicMessages.error(message, type: type) : OpenAIChat.error(message, type: type, code: code, parameter: parameter)
    }

    /// OpenAI's `type` and `code` for a failure, by which clients tell failures of one status apart.
    private static func openAINames(of kind: LLMError.Kind) -> (type: String, code: String?) {
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

    /// Source: Anthropic API reference, "Errors".
    private static func anthropicType(_ status: Int) -> String {
        switch status {
        case 400: "invalid_request_error"
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        default: "api_error"
        }
    }
}
