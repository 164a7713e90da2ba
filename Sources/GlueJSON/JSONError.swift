/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case empty
        case unexpected(String)
        case endOfInput
        case badNumber
        case badEscape
        case controlCharacter
        case tooDeep(limit: Int)
        case trailing
    }

    public var reason: Reason
    /// The offset in bytes of the place where reading stopped.
    public var offset: Int

    public var description: String {
        let what =
            switch reason {
            case .empty: "there is no JSON value, only white space or nothing"
            case .unexpected(let found): "\(found) cannot stand here"
            case .endOfInput: "the text ends inside a value"
            case .badNumber: "this is no JSON number"
            case .badEscape: "this escape is none that JSON has"
            case .controlCharacter: "a control character in a string must be escaped"
            case .tooDeep(let limit): "arrays and objects are nested deeper than \(limit)"
            case .trailing: "something follows the value"
            }
        return "invalid JSON at byte \(offset): \(what)"
    }
}
