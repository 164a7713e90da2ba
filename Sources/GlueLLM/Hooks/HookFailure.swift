/// What becomes of the content when a hook throws, takes too long or answers too much.
public enum HookFailure: Sendable, Hashable {
    /// It stays as it was before the hook.
    case skip
    /// The call fails.
    case abort
    /// It becomes a text of yours; nil leaves it as it was.
    case fallback(String?)

    var name: String {
        switch self {
        case .skip: "skip"
        case .abort: "abort"
        case .fallback: "fallback"
        }
    }
}
