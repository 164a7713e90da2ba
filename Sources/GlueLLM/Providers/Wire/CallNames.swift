/// Names of our own for tool calls of services that give them none.
///
/// They tie an answer to its call within the conversation and are never sent.
enum CallNames {
    private static let prefix = "gluellm-call-"

    /// - Parameter index: Which call of the answer it is, counted from 0.
    static func name(_ index: Int) -> String { prefix + String(index) }

    /// The name as the service gave it; nil for one of our own.
    static func sent(_ id: String?) -> String? { id.flatMap { $0.hasPrefix(prefix) ? nil : $0 } }
}
