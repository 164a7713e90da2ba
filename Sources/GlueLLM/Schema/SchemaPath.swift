/// Where in a JSON value something is, such as `$.items[2].price`.
public struct SchemaPath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        /// A member that the schema names.
        case member(String)
        /// A member whose name is the answer's own, as in a dictionary.
        case entry(String)
        case element(Int)
    }

    public var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    static func + (path: SchemaPath, step: Step) -> SchemaPath { SchemaPath(path.steps + [step]) }

    public var description: String { text { name in Self.text(ofMember: name) } }

    /// The path without what the answer itself chose: fit for an error that may end up in a span.
    var withoutContent: String { text { _ in "[*]" } }

    private func text(entry: (String) -> String) -> String {
        steps.reduce("$") { text, step in
            switch step {
            case .member(let name): text + Self.text(ofMember: name)
            case .entry(let name): text + entry(name)
            case .element(let index): "\(text)[\(index)]"
            }
        }
    }

    /// A name that is none in most languages is quoted, and one that is endless is cut.
    private static func text(ofMember name: String) -> String {
        let isPlain =
            !name.isEmpty && name.utf8.count <= 64
            && name.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0)) }
        return isPlain ? ".\(name)" : "['\(name.prefix(64))\(name.count > 64 ? "…" : "")']"
    }
}
