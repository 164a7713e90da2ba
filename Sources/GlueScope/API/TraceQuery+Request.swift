import HTTPTypes
import Hummingbird

extension TraceQuery {
    /// The conditions of a URL: `q` is a line of words, the others stand for themselves.
    ///
    /// - Throws: `HTTPError` that names what is wrong.
    init(_ request: Request) throws {
        let parameters = request.parameters
        var limit = 50
        if let text = parameters["limit"] {
            guard let number = Int(text), number > 0 else { throw Self.wrong("limit", text, "a number from 1 to \(Self.mostTraces)") }
            limit = number
        }
        self.init(parameters["q"] ?? "", limit: limit)
        for name in ["model", "tool", "session", "service", "workflow", "status", "min_ms", "max_ms", "min_cost"] {
            guard let text = parameters[name] else { continue }
            guard set(name, text) else { throw Self.wrong(name, text, name == "status" ? "error or ok" : "a number from 0") }
        }
        if let text = parameters["before"] {
            guard let cursor = TraceCursor(text) else {
                throw Self.wrong("before", text, "the next_before of an earlier answer, or nanoseconds since 1970")
            }
            self.cursor = cursor
        }
        if let text = parameters["since"] {
            guard let time = UInt64(text) else { throw Self.wrong("since", text, "nanoseconds since 1970") }
            since = time
        }
        if let text = parameters["until"] {
            guard let time = UInt64(text) else { throw Self.wrong("until", text, "nanoseconds since 1970") }
            until = time
        }
    }

    private static func wrong(_ name: String, _ text: String, _ expected: String) -> HTTPError {
        HTTPError(.badRequest, message: "\(name)=\(text.prefix(60)): it must be \(expected)")
    }
}
