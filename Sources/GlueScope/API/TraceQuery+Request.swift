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
        for name in ["model", "tool", "session", "service", "workflow", "status", "min_ms", "max_ms", "min_cost", "since", "until"] {
            guard let text = parameters[name] else { continue }
            guard set(name, text) else { throw Self.wrong(name, text, Self.expected(name)) }
        }
        if let text = parameters["before"] {
            guard let cursor = TraceCursor(text) else {
                throw Self.wrong("before", text, "the next_before of an earlier answer, or nanoseconds since 1970")
            }
            self.cursor = cursor
        }
    }

    private static func expected(_ name: String) -> String {
        switch name {
        case "status": "error or ok"
        case "since", "until": "a time such as 15m, 2h, 7d, 2026-11-30 or nanoseconds since 1970"
        default: "a number from 0"
        }
    }

    private static func wrong(_ name: String, _ text: String, _ expected: String) -> HTTPError {
        HTTPError(.badRequest, message: "\(name)=\(text.prefix(60)): it must be \(expected)")
    }
}
