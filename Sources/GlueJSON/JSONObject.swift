/// The members of a JSON object in the order in which they were written.
///
/// Look-up walks the members: the objects of messages, tools and spans have a handful of them, and hashing a key
/// costs more than comparing a few.
public struct JSONObject: Sendable {
    public typealias Member = (key: String, value: JSONValue)

    /// Up to how many members comparing costs less than hashing.
    static let fewMembers = 16

    @usableFromInline var members: [Member]

    public init() { members = [] }

    /// Where a key comes twice the last value counts, in the place of the first.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.init(lastOfEach: members.map { ($0, $1) })
    }

    /// Members of which several may have one key: the last value of each, in the place of its first.
    init(lastOfEach members: [Member]) {
        // A hostile object of a million members must not cost their square; a small one need not cost a dictionary.
        self.members = members.count > Self.fewMembers ? Self.hashed(members) : Self.compared(members)
    }

    private static func compared(_ members: [Member]) -> [Member] {
        for index in members.indices {
            for earlier in 0..<index where ExactKey(members[earlier].key) == ExactKey(members[index].key) { return hashed(members) }
        }
        return members
    }

    private static func hashed(_ members: [Member]) -> [Member] {
        var places: [ExactKey: Int] = [:]
        var unique: [Member] = []
        for member in members {
            let key = ExactKey(member.key)
            if let place = places[key] {
                unique[place].value = member.value
            } else {
                places[key] = unique.count
                unique.append(member)
            }
        }
        return unique
    }

    /// Setting nil removes the member.
    public subscript(key: String) -> JSONValue? {
        get {
            // Not by `first(where:)`, which copies each member to look at it.
            for index in members.indices where ExactKey(members[index].key) == ExactKey(key) { return members[index].value }
            return nil
        }
        set {
            let index = members.firstIndex { ExactKey($0.key) == ExactKey(key) }
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

extension JSONObject {
    /// A key as JSON tells keys apart: by its characters as they were written.
    ///
    /// Swift takes `é` and `e` with a combining accent for one string; an object that has both would lose a member.
    struct ExactKey: Hashable {
        let text: String

        init(_ text: String) { self.text = text }

        @inline(__always)
        static func == (left: ExactKey, right: ExactKey) -> Bool {
            // Most keys differ in length already.
            left.text.utf8.count == right.text.utf8.count && haveSameBytes(left.text, right.text)
        }

        private static func haveSameBytes(_ left: String, _ right: String) -> Bool {
            let result = left.utf8.withContiguousStorageIfAvailable { left in
                right.utf8.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
            }
            return (result ?? nil) ?? left.utf8.elementsEqual(right.utf8)
        }
    }
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
        if zip(left.members, right.members).allSatisfy({ ExactKey($0.key) == ExactKey($1.key) && $0.value == $1.value }) { return true }
        let members = Dictionary(right.members.map { (ExactKey($0.key), $0.value) }, uniquingKeysWith: { $1 })
        return left.members.allSatisfy { members[ExactKey($0.key)] == $0.value }
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
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(lastOfEach: elements.map { ($0, $1) }) }
}
