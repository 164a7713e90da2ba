import GlueOTLP

/// Which traces somebody wants to see.
///
/// A search is a line of words. `model:`, `tool:`, `status:`, `session:`, `service:`, `workflow:`, `min_ms:`, `max_ms:` and `min_cost:`
/// say what they say; `since:` and `until:` take a time such as `15m`, `2h`, `7d` before now, `2026-11-30` or `2026-11-30T14:00:00Z`, or
/// nanoseconds since 1970; `key=value` asks for an attribute; all other words are looked for in what was said, `"in quotes"` as they stand,
/// `word*` by their beginning. Traces have to fulfil all of it.
public struct TraceQuery: Sendable, Hashable {
    /// In what people, models and tools said, in log records and in messages of errors.
    public var text: [Word] = []
    public var attributes: [Attribute] = []
    public var model: String?
    public var tool: String?
    public var session: String?
    public var service: String?
    public var workflow: String?
    /// Whether a span failed; nil for both.
    public var failed: Bool?
    public var minimum: Duration?
    public var maximum: Duration?
    /// In US dollars.
    public var minimumCost: Double?
    /// In nanoseconds since 1970.
    public var since: UInt64?
    public var until: UInt64?
    /// How many traces at most.
    public var limit: Int
    /// Where an earlier answer ended.
    public var cursor: TraceCursor?

    public struct Word: Sendable, Hashable {
        public var text: String
        /// Whether longer words that begin so count, too.
        public var isPrefix: Bool

        public init(_ text: String, isPrefix: Bool = false) {
            self.text = text
            self.isPrefix = isPrefix
        }
    }

    public struct Attribute: Sendable, Hashable {
        public var key: String
        public var value: String

        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// How many traces one answer may have.
    public static let mostTraces = 1000

    /// - Parameter search: A line of words; see ``TraceQuery``.
    public init(_ search: String = "", limit: Int = 50) {
        self.limit = min(max(limit, 1), Self.mostTraces)
        for word in Self.words(search) { add(word) }
    }

    private mutating func add(_ word: (text: String, isQuoted: Bool)) {
        guard !word.isQuoted else { return text.append(Word(word.text)) }
        if let colon = word.text.firstIndex(of: ":"), set(String(word.text[..<colon]), String(word.text[word.text.index(after: colon)...]))
        {
            return
        }
        if let equals = word.text.firstIndex(of: "="), equals > word.text.startIndex {
            attributes.append(Attribute(String(word.text[..<equals]), String(word.text[word.text.index(after: equals)...])))
            return
        }
        let isPrefix = word.text.hasSuffix("*")
        text.append(Word(isPrefix ? String(word.text.dropLast()) : word.text, isPrefix: isPrefix))
    }

    /// Sets a condition by its name; false where there is none of that name or the value is none.
    mutating func set(_ name: String, _ value: String) -> Bool {
        guard !value.isEmpty else { return false }
        switch name {
        case "model": model = value
        case "tool": tool = value
        case "session": session = value
        case "service": service = value
        case "workflow": workflow = value
        case "status":
            guard ["error", "ok"].contains(value) else { return false }
            failed = value == "error"
        case "min_ms":
            guard let number = Double(value), number >= 0, number < 1e12 else { return false }
            minimum = .microseconds(Int64(number * 1000))
        case "max_ms":
            guard let number = Double(value), number >= 0, number < 1e12 else { return false }
            maximum = .microseconds(Int64(number * 1000))
        case "min_cost":
            guard let number = Double(value), number >= 0, number < 1e9 else { return false }
            minimumCost = number
        case "since":
            guard let time = SearchTime(value) else { return false }
            since = time.unixNano
        case "until":
            guard let time = SearchTime(value) else { return false }
            until = time.unixNano
        default: return false
        }
        return true
    }

    /// Words between spaces; quotes hold words together, also those behind a colon or an equals sign.
    private static func words(_ search: String) -> [(text: String, isQuoted: Bool)] {
        var words: [(text: String, isQuoted: Bool)] = []
        var word = ""
        var isQuoted = false
        var inQuotes = false
        func end() {
            if !word.isEmpty { words.append((word, isQuoted)) }
            word = ""
            isQuoted = false
        }
        for character in search {
            if character == "\"" {
                if word.isEmpty { isQuoted = true }
                inQuotes.toggle()
            } else if character.isWhitespace, !inQuotes {
                end()
            } else {
                word.append(character)
            }
        }
        end()
        return words
    }
}

/// Where a list of traces goes on.
public struct TraceCursor: Sendable, Hashable, CustomStringConvertible {
    /// In microseconds since 1970: traces that began then or before, of which these come after the last one told.
    var start: Int64
    var part: Int64
    var trace: Int64

    public var description: String { "\(start)-\(part)-\(trace)" }

    /// Reads what ``description`` writes, or a time in nanoseconds since 1970.
    public init?(_ text: String) {
        let numbers = text.split(separator: "-").map { Int64($0) }
        switch numbers.count {
        case 1:
            guard let time = numbers[0] else { return nil }
            self.init(start: time / 1000, part: 0, trace: 0)
        case 3:
            guard let start = numbers[0], let part = numbers[1], let trace = numbers[2] else { return nil }
            self.init(start: start, part: part, trace: trace)
        default: return nil
        }
    }

    init(start: Int64, part: Int64, trace: Int64) {
        self.start = start
        self.part = part
        self.trace = trace
    }
}
