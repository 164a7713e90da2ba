import GlueJSON

/// A failure that a tool words itself, for the model and for the span.
public struct ToolFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The `error.type` of the tool's span: one of few words, without content.
    public var type: String
    /// What the model is told, after `Error: `.
    public var message: String

    public init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    public var description: String { message }

    /// What the model is answered.
    var response: String { Self.prefix + message }

    package static let prefix = "Error: "
}

extension ToolFailure {
    /// Any error as a tool's failure: its type is the error's, its message the error's own words.
    init(_ error: any Error) {
        switch error {
        case let failure as ToolFailure: self = failure
        case is TimeLimitExceeded: self.init(type: "timeout", message: "The tool took longer than it may.")
        default:
            let type = "\(Swift.type(of: error))"
            self.init(type: type, message: "\(type): \(error)")
        }
    }

    static func unknownTool(_ name: String, known: [String]) -> ToolFailure {
        ToolFailure(
            type: "unknown_tool",
            message: "Tool '\(name)' not found. The tools are: \(known.joined(separator: ", "))."
        )
    }

    /// What stands before the reason of a denial.
    package static let deniedPrefix = "The call was not approved: "

    /// - Parameter reason: Told to the model as it stands.
    static func denied(_ reason: String) -> ToolFailure {
        ToolFailure(type: "denied", message: deniedPrefix + reason)
    }

    static func invalidJSON(_ error: JSONError) -> ToolFailure {
        ToolFailure(type: "invalid_json", message: "Invalid JSON in the tool's arguments: \(error)")
    }

    /// - Parameter violations: At least one; the first of them are told.
    static func invalidArguments(_ violations: [SchemaViolation]) -> ToolFailure {
        let told = violations.prefix(5).map(\.withoutContent).joined(separator: "; ")
        return ToolFailure(type: "invalid_arguments", message: "The arguments do not fit the tool's parameters: \(told)")
    }

    static func invalidArguments(_ error: DecodingError) -> ToolFailure {
        ToolFailure(type: "invalid_arguments", message: "The arguments do not fit the tool's parameters: \(error.place)")
    }
}

extension DecodingError {
    /// Where decoding failed and what was missing there, without the value that stood there.
    var place: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.path(context.codingPath + [key])) is missing"
        case .typeMismatch(let type, let context): "\(Self.path(context.codingPath)) must be \(type)"
        case .valueNotFound(let type, let context): "\(Self.path(context.codingPath)) must be \(type) and not null"
        case .dataCorrupted(let context): "\(Self.path(context.codingPath)): \(context.debugDescription)"
        @unknown default: "they cannot be decoded"
        }
    }

    /// Where decoding failed, without anything that stood there.
    var path: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(Self.path(context.codingPath)) does not fit"
        @unknown default: "the value does not fit"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        return path.isEmpty ? "the value" : String(path.drop { $0 == "." })
    }
}
