/// The header in which a service takes its key. A key is never part of an address.
public enum KeyHeader: Sendable, Hashable {
    /// `Authorization: Bearer …`.
    case bearer
    /// The key alone in a header of this name.
    case named(String)

    func field(_ key: String) -> (name: String, value: String) {
        switch self {
        case .bearer: ("Authorization", "Bearer \(key)")
        case .named(let name): (name, key)
        }
    }
}
