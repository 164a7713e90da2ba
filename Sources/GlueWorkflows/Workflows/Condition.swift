/// Something that holds for a text or does not; written down in a workflow's file or given as a function.
public enum Condition: Sendable {
    /// Whether the text contains another, whatever the case of letters.
    case contains(String)
    /// Whether it has more characters.
    case longer(than: Int)
    /// Whether it has fewer characters.
    case shorter(than: Int)
    indirect case not(Condition)
    /// A test of the application's own, under the name by which it is drawn.
    case test(String, @Sendable (String) -> Bool)

    public func holds(for text: String) -> Bool {
        switch self {
        case .contains(let part): text.lowercased().contains(part.lowercased())
        case .longer(let count): text.count > count
        case .shorter(let count): text.count < count
        case .not(let condition): !condition.holds(for: text)
        case .test(_, let test): test(text)
        }
    }
}

extension Condition: CustomStringConvertible {
    public var description: String {
        switch self {
        case .contains(let part): "it contains '\(part)'"
        case .longer(let count): "it is longer than \(count)"
        case .shorter(let count): "it is shorter than \(count)"
        case .not(let condition): "not: \(condition)"
        case .test(let name, _): name
        }
    }
}
