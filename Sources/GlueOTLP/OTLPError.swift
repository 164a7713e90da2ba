/// Why bytes or JSON are no OTLP message, and where.
public struct OTLPError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// The bytes end within a field.
        case truncated
        /// A number of more than ten bytes, or a tag that names no field.
        case malformedNumber
        /// A known field in a form that it cannot have.
        case wrongForm
        /// A group, a form that protobuf gave up before OTLP began.
        case group
        /// An id that has neither no bytes nor as many as ids have.
        case idLength(found: Int, expected: Int)
        /// Messages within messages beyond what values may nest.
        case tooDeep(limit: Int)
        /// A JSON value of another kind than the field wants.
        case expected(String)
        /// protobuf-c refused what looked right, such as for want of memory.
        case refused
    }

    public var reason: Reason
    /// The offset in bytes of the field; nil for JSON, which is told by its path.
    public var offset: Int?
    /// The field, such as `resource_spans[0].scope_spans[1].spans[2].trace_id`, or in JSON its path in camel case; empty
    /// for the whole message.
    public var path: String

    public init(_ reason: Reason, offset: Int? = nil, path: String = "") {
        self.reason = reason
        self.offset = offset
        self.path = path
    }

    public var description: String {
        let what =
            switch reason {
            case .truncated: "the message ends within a field"
            case .malformedNumber: "there is no valid number or field tag"
            case .wrongForm: "the field has another wire type than OTLP's"
            case .group: "there is a group, which OTLP does not have"
            case .idLength(let found, let expected): "the id has \(found) bytes instead of \(expected)"
            case .tooDeep(let limit): "values are nested deeper than \(limit)"
            case .expected(let kind): "\(kind) was expected"
            case .refused: "the message could not be decoded"
            }
        let place = [path.isEmpty ? nil : path, offset.map { "byte \($0)" }].compactMap { $0 }
        return place.isEmpty ? "no OTLP: \(what)" : "no OTLP at \(place.joined(separator: ", ")): \(what)"
    }

    /// The error one level further out.
    func within(_ field: String) -> OTLPError {
        var error = self
        error.path = path.isEmpty ? field : path.hasPrefix("[") ? field + path : "\(field).\(path)"
        return error
    }
}
