/// The members of a JSON object in the order in which they were written.
///
/// Look-up walks the members: the objects of messages, tools and spans have a handful of them, and hashing a key
/// costs more than comparing a few.
public struct JSONObject: Sendable {
    public typealias Member = (key: String, value: JSONValue)

    @usableFromInline var members: [Member]

    public init() { members = [] }

    /// Where a key comes twice the last value counts, in the place of the first.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.init()
        for (key, value) in members { self[key] = value }
    }

    /// Members that are known to have different keys.
    init(unique members: [Member]) { self.members = members }

    /// Setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    public var keys: [String] { members.map(\.key) }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { members.startIndex }
    public var endIndex: Int { members.endIndex }
    public subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if zip(left.members, right.members).allSatisfy({ $0.key == $1.key && $0.value == $1.value }) { return true }
        let members = Dictionary(right.members.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        return left.members.allSatisfy { members[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        // Order must not count, so the members' hashes are summed.
        hasher.combine(
            members.reduce(0) { sum, member in
                var hasher = Hasher()
                hasher.combine(member.key)
                hasher.combine(member.value)
                return sum &+ hasher.finalize()
            }
        )
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
