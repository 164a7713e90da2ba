/// Remembers the values of the keys that were used last: of at least half the capacity, at most all of it.
///
/// Two generations, of which the older one goes when the younger one is half of the capacity. A key that is asked for comes
/// to the younger one. That costs no list of who came when.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    init(capacity: Int) { half = max((capacity + 1) / 2, 1) }

    var count: Int { young.count + old.count }

    subscript(key: Key) -> Value? {
        mutating get {
            if let value = young[key] { return value }
            guard let value = old.removeValue(forKey: key) else { return nil }
            insert(key, value)
            return value
        }
        set {
            old[key] = nil
            if let newValue { insert(key, newValue) } else { young[key] = nil }
        }
    }

    private mutating func insert(_ key: Key, _ value: Value) {
        if young[key] == nil, young.count >= half {
            old = young
            young = [:]
        }
        young[key] = value
    }
}
