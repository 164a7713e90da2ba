/// Finds one kind of thing in a text.
public struct Detector: Sendable {
    /// What it finds, in one word: the label that stands in the place of a finding.
    public var name: String
    /// How many bytes a text has at least in which there is something to find; most texts of a JSON value are shorter.
    let shortest: Int
    private let find: @Sendable (ScannedText) -> [Range<Int>]
    /// Whether a value is to be found because of the name that it goes by.
    let findsValue: @Sendable (_ name: String) -> Bool

    /// A detector of your own, such as for customer numbers.
    ///
    /// - Parameter find: The places in a text, in any order. It decides how long redacting takes on a hostile text.
    public init(_ name: String, find: @escaping @Sendable (String) -> [Range<String.Index>]) {
        self.init(name: name, shortest: 1) { scanned in
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

    /// - Parameter find: The places as offsets in bytes, ascending.
    init(
        name: String,
        shortest: Int,
        findsValue: @escaping @Sendable (_ name: String) -> Bool = { _ in false },
        find: @escaping @Sendable (ScannedText) -> [Range<Int>]
    ) {
        self.name = name
        self.shortest = shortest
        self.find = find
        self.findsValue = findsValue
    }

    func ranges(in text: ScannedText) -> [Range<Int>] { find(text) }
}
