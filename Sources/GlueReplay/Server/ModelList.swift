import GlueJSON
import HTTPTypes
import Hummingbird

/// Every model that a recording names, as OpenAI or Anthropic list them.
struct ModelList {
    /// In the order of the recording.
    private let names: [String]

    init(_ book: AnswerBook) {
        var seen: Set<String> = []
        let all = book.exchanges.flatMap { [$0.model, $0.responseModel] } + book.embeddings.embeddings.map(\.model)
        names = all.compactMap(\.self).filter { seen.insert($0).inserted }
    }

    func json(for request: Request) -> JSONValue {
        let entries = names.map { Self.entry($0, isAnthropic: Self.isAnthropic(request)) }
        guard Self.isAnthropic(request) else { return ["object": "list", "data": .array(entries)] }
        return ["data": .array(entries), "has_more": false, "first_id": .optional(names.first), "last_id": .optional(names.last)]
    }

    /// Nil for a model that the recording does not name.
    func entry(_ name: String, for request: Request) -> JSONValue? {
        guard names.contains(name) else { return .none }
        return Self.entry(name, isAnthropic: Self.isAnthropic(request))
    }

    private static func isAnthropic(_ request: Request) -> Bool {
        HTTPField.Name("anthropic-version").map { request.headers[$0] != nil } ?? false
    }

    private static func entry(_ name: String, isAnthropic: Bool) -> JSONValue {
        isAnthropic
            ? ["type": "model", "id": .string(name), "display_name": .string(name), "created_at": "1970-01-01T00:00:00Z"]
            : ["id": .string(name), "object": "model", "created": 0, "owned_by": "recording"]
    }
}
