import GlueJSON
import GlueLLM

/// The HTTP APIs by which recordings are given again.
public enum WireAPI: String, Sendable, CaseIterable {
    case chatCompletions = "chat_completions"
    case responses
    case messages
    case embeddings

    /// The path at which clients ask, behind the version.
    var path: String {
        switch self {
        case .chatCompletions: "/chat/completions"
        case .responses: "/responses"
        case .messages: "/messages"
        case .embeddings: "/embeddings"
        }
    }

    /// - Parameter path: Of a request, with a version in front or not, and with what a gateway puts before that.
    init?(path: String) {
        guard let api = Self.allCases.first(where: { path.hasSuffix($0.path) }) else { return nil }
        self = api
    }

    /// The API that an answer is of, by its first value; nil for none of these.
    init?(answer bytes: some Collection<UInt8>) {
        let text = String(decoding: bytes.prefix(1 << 16), as: UTF8.self)
        let firstEvent = text.split(separator: "\n").lazy.filter { $0.hasPrefix("data:") }.map { $0.dropFirst("data:".count) }
            .compactMap { try? JSONValue(parsing: String($0)) }.first
        guard let json = firstEvent ?? (try? JSONValue(parsing: Array(bytes))) else { return nil }
        self.init(answer: json)
    }

    init?(answer json: JSONValue) {
        let type = json["type"]?.string ?? ""
        if json["choices"] != nil {
            self = .chatCompletions
        } else if json["object"] == "response" || type.hasPrefix("response.") {
            self = .responses
        } else if type == "message" || type == "message_start" {
            self = .messages
        } else if json["data"]?[0]?["embedding"] != nil {
            self = .embeddings
        } else {
            return nil
        }
    }

    /// How answers are read; nil for vectors.
    var answerForm: AnswerForm? {
        switch self {
        case .chatCompletions: .openAIChat
        case .responses: .openAIResponses
        case .messages: .anthropic
        case .embeddings: nil
        }
    }
}
