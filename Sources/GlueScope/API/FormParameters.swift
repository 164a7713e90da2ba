import GlueTelemetry
import Hummingbird

/// The parameters of an address as a form writes them: a plus is a space.
///
/// Source: URL Standard (WHATWG), "application/x-www-form-urlencoded parsing".
struct FormParameters {
    private(set) var pairs: [(name: String, value: String)]

    init(_ request: Request) {
        pairs = (request.uri.query ?? "").split(separator: "&").map { pair in
            let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                PercentCoding.decoded($0.replacing("+", with: " "))
            }
            return (words[0], words.count > 1 ? words[1] : "")
        }
    }

    /// The first of a name; nil where there is none, or nothing in it.
    subscript(name: String) -> String? { pairs.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// Whether the name is there, with or without a value.
    func contains(_ name: String) -> Bool { pairs.contains { $0.name == name } }
}

extension Request {
    var parameters: FormParameters { FormParameters(self) }
}
