/// Finds one kind of thing in a text, or tells by its name that a value is to be taken out.
public struct Detector: Sendable {
    /// What it finds, in one word: the label that stands in the place of a finding.
    public var name: String
    /// How many bytes a text has at least in which there is something to find; most texts of a JSON value are shorter.
    let shortest: Int
    /// Nil where it has to look at every text.
    let landmarks: [Landmark]?
    /// Whether what it looks for may hold characters that JSON escapes.
    let findsEscapable: Bool
    private let find: @Sendable (ScannedText) -> [Range<Int>]
    /// Whether a value is to be found because of the name that it goes by; nil for never.
    let findsValue: (@Sendable (_ name: String) -> Bool)?
    /// Whether values of such a name are found whatever they are, lists and maps included.
    let findsAnyValue: Bool

    /// A detector of your own, such as for customer numbers. It is asked about every text.
    ///
    /// - Parameter find: The places in a text, in any order. It decides how long redacting takes on a hostile text.
    public init(_ name: String, find: @escaping @Sendable (String) -> [Range<String.Index>]) {
        self.init(name: name, shortest: 1, landmarks: nil, findsEscapable: true) { scanned in
            let text = scanned.text
            return find(text).map { range in
                text.utf8.distance(
                    from: text.startIndex,
                    to: range.lowerBound
                )..<text.utf8.distance(
                    from: text.startIndex,
                    to: range.upperBound
                )
            }
        }
    }

    /// Whole values of whatever type, told by the key of the attribute or of the map's entry that they belong to.
    ///
    /// - Parameter isFound: Whether the value of a key is to be taken out. It is asked about every key.
    public init(_ name: String, keys isFound: @escaping @Sendable (_ key: String) -> Bool) {
        self.init(name: name, shortest: .max, landmarks: [], findsValue: isFound, findsAnyValue: true) { _ in [] }
    }

    /// - Parameter find: The places as offsets in bytes, ascending.
    init(
        name: String,
        shortest: Int,
        landmarks: [Landmark]?,
        findsEscapable: Bool = false,
        findsValue: (@Sendable (_ name: String) -> Bool)? = nil,
        findsAnyValue: Bool = false,
        find: @escaping @Sendable (ScannedText) -> [Range<Int>]
    ) {
        self.name = name
        self.shortest = shortest
        self.landmarks = landmarks
        self.findsEscapable = findsEscapable
        self.find = find
        self.findsValue = findsValue
        self.findsAnyValue = findsAnyValue
    }

    func ranges(in text: ScannedText) -> [Range<Int>] { find(text) }
}
