import GlueJSON
import GlueLLM
import GlueSemantics

/// What an answer is written from.
struct GivenAnswer: Sendable {
    var id: String
    var model: String
    /// In seconds since 1970.
    var created: Int64
    var choices: [Message]
    var usage: Usage?

    /// The body of an answer that is not streamed.
    func body(_ api: WireAPI) -> JSONValue {
        switch api {
        case .responses: OpenAIResponses.body(self)
        case .messages: AnthropicMessages.body(self)
        case .chatCompletions, .embeddings: OpenAIChat.body(self)
        }
    }

    /// The events of a streamed answer, each as its bytes.
    func events(_ api: WireAPI, includesUsage: Bool) -> [[UInt8]] {
        switch api {
        case .responses: OpenAIResponses.events(self).map { Self.event($0, named: $0["type"]?.string) }
        case .messages: AnthropicMessages.events(self).map { Self.event($0, named: $0["type"]?.string) }
        case .chatCompletions, .embeddings:
            OpenAIChat.chunks(self, includesUsage: includesUsage).map { Self.event($0, named: nil) } + [Array("data: [DONE]\n\n".utf8)]
        }
    }

    private static func event(_ data: JSONValue, named name: String?) -> [UInt8] {
        var bytes: [UInt8] = []
        if let name { bytes += "event: \(name)\n".utf8 }
        bytes += "data: ".utf8
        bytes += data.bytes()
        bytes += "\n\n".utf8
        return bytes
    }
}
