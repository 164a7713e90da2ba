/// What is looked for and what becomes of it.
public struct Rule: Sendable {
    public var detector: Detector
    public var action: Action

    public init(_ detector: Detector, _ action: Action = .label()) {
        self.detector = detector
        self.action = action
    }

    /// Whether it takes out the values of a name whatever they are, lists and maps included.
    package var takesAnyValue: Bool { detector.findsAnyValue }

    /// Whether the value goes with its name.
    package var dropsValue: Bool { action == .drop && takesAnyValue }

    /// What stands in the place of a whole value.
    package func replacement(for value: String) -> String { action.replacement(for: Array(value.utf8)[...], found: detector.name) }
}

/// What becomes of what a detector found.
public enum Action: Sendable, Hashable {
    /// `[name]` stands in its place; nil for the detector's own name.
    case label(String? = nil)
    /// `[name:digits]` stands in its place: equal findings get equal digits, so that they can still be told apart and
    /// counted. Without the salt nobody can find out by trial what they were.
    case hash(salt: String)
    /// Nothing stands in its place. An attribute whose whole value was found by its key goes, and counts as dropped.
    case drop

    func replacement(for found: ArraySlice<UInt8>, found name: String) -> String {
        switch self {
        case .label(let label): "[\(label ?? name)]"
        case .hash(let salt): "[\(name):\(SHA256.authenticationCode(of: found, key: salt.utf8).hex.prefix(12))]"
        case .drop: ""
        }
    }
}
