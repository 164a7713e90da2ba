/// Keys by provider. What is printed of them are the providers' names alone.
public struct ProviderKeys: Sendable, Hashable {
    private var keys: [String: String] = [:]

    public init() {}

    public init(_ keys: [String: String]) { self.keys = keys }

    public subscript(provider: String) -> String? {
        get { keys[provider] }
        set { keys[provider] = newValue }
    }
}

extension ProviderKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "keys for \(keys.keys.sorted())" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
