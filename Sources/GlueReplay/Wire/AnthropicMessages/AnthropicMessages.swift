import GlueJSON

/// The wire form of Anthropic's Messages, from the server's side: requests are read, answers are written.
///
/// Source: Anthropic API reference, "Create a Message", "Streaming messages" and "Errors".
enum AnthropicMessages {
    /// The body of a failure.
    static func error(_ message: String, type: String) -> JSONValue {
        ["type": "error", "error": ["type": .string(type), "message": .string(message)], "request_id": .null]
    }
}
