/// Takes out of a text what must not leave: an ordered list of rules.
///
/// ```swift
/// let redactor = Redactor(rules: [
///     Rule(.keys("enduser.*"), .drop),
///     Rule(.emailAddresses, .hash(salt: "2026")),
///     Rule(.cardNumbers, .label("card")),
/// ])
/// redactor.redact("Write to jane@example.com")  // Write to [email:1f0c9a37d2be]
/// ```
/// All rules look at the original text, and where it holds escapes of JSON or of URLs also at what they stand for. Where the
/// findings of several overlap, the whole of what they cover is replaced once, by the action of the first of those rules:
/// nothing that any rule found is left over at an edge.
///
/// Redacting takes time that grows with the text's length. Where nothing is found, the rules of this module cost one pass
/// over the text together, some nanosecond a byte, and no memory; ``Detector/cardNumbers``, ``Detector/accountNumbers`` and
/// detectors of your own look at every text.
public struct Redactor: Sendable {
    public var rules: [Rule] {
        didSet { index() }
    }
    private var prefilter: Prefilter
    /// The rules that go by the names of values.
    private var nameRules: [(index: Int, isFound: @Sendable (_ name: String) -> Bool)] = []
    /// Whether any of them asks for the keys within a text that is JSON.
    private(set) var readsKeys = false

    public init(rules: [Rule] = []) {
        self.rules = rules
        prefilter = Prefilter(rules.map(\.detector))
        index()
    }

    private mutating func index() {
        prefilter = Prefilter(rules.map(\.detector))
        nameRules = rules.indices.compactMap { index in rules[index].detector.findsValue.map { (index, $0) } }
        readsKeys = rules.contains { $0.detector.findsAnyValue }
    }

    /// Whether any rule goes by the names of values.
    package var looksAtKeys: Bool { !nameRules.isEmpty }

    /// Leaves every text as it is.
    public static let none = Redactor()

    /// Takes out API keys, tokens, passwords and private keys.
    public static let secrets = Redactor(
        rules: [.privateKeys, .apiKeys, .webTokens, .authorization, .namedSecrets, .urlSecrets].map { Rule($0, .label()) }
    )

    /// Takes out what ``secrets`` does, and e-mail addresses, card numbers and bank account numbers.
    public static let secretsAndPersonalData =
        secrets
        + Redactor(
            rules: [.emailAddresses, .cardNumbers, .accountNumbers].map { Rule($0, .label()) }
        )

    /// Takes out e-mail addresses, card, bank account, phone and US social security numbers.
    public static let personalData = Redactor(
        rules: [.emailAddresses, .cardNumbers, .accountNumbers, .socialSecurityNumbers, .phoneNumbers].map { Rule($0, .label()) }
    )

    /// The rules of both, those of the left first.
    public static func + (left: Redactor, right: Redactor) -> Redactor { Redactor(rules: left.rules + right.rules) }

    /// Whether there is nothing that this redactor could find.
    public var isEmpty: Bool { rules.isEmpty }

    /// The text without what the rules find.
    public func redact(_ text: String) -> String { replacement(for: text) ?? text }

    /// A value without what the rules find in it, or replaced as a whole where a rule goes by the name that it has:
    /// `hunter2` alone tells nobody that it is a password.
    public func redact(_ value: String, named name: String) -> String {
        guard let rule = rule(forValueNamed: name), !value.isEmpty else { return redact(value) }
        return rule.replacement(for: value)
    }

    /// The text without what the rules find; nil where they find nothing.
    package func replacement(for text: String) -> String? {
        guard mayFind(in: text) else { return nil }
        let scanned = ScannedText(text)
        let findings = findings(in: scanned)
        guard !findings.isEmpty else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(scanned.bytes.count)
        var position = 0
        for finding in findings {
            output += scanned.bytes[position..<finding.range.lowerBound]
            let rule = rules[finding.rule]
            output += rule.action.replacement(for: scanned.bytes[finding.range], found: rule.detector.name).utf8
            position = finding.range.upperBound
        }
        output += scanned.bytes[position...]
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether it is worth to look closer at a text.
    package func mayFind(in text: String) -> Bool {
        guard text.utf8.count >= prefilter.shortest else { return false }
        // A text that is not stored as UTF-8 is none of Swift's own; it gets the closer look.
        return text.utf8.withContiguousStorageIfAvailable { prefilter.marks(in: $0) } != 0
    }

    /// The first rule that takes out every value of this name.
    package func rule(forValueNamed name: String) -> Rule? {
        let index = nameRules.firstIndex { $0.isFound(name) }
        return index.map { rules[nameRules[$0].index] }
    }

    /// Whether any rule goes by a name: most do not, and to say so costs less than to look for the rule.
    package func looksAt(valueNamed name: String) -> Bool {
        for rule in nameRules where rule.isFound(name) { return true }
        return false
    }

    private struct Finding {
        var range: Range<Int>
        var rule: Int
    }

    /// What all rules find, in the order of the text and without overlaps.
    private func findings(in text: ScannedText) -> [Finding] {
        var found: [Finding] = []
        var reading: ScannedText? = text
        var readings = 0
        while let text = reading {
            let marks = text.bytes.withUnsafeBufferPointer { prefilter.marks(in: $0) }
            for rule in rules.indices where marks & 1 << UInt64(min(rule, Prefilter.lastDetector)) != 0 {
                found += rules[rule].detector.ranges(in: text).map { Finding(range: text.original($0), rule: rule) }
            }
            readings += 1
            reading = marks & Prefilter.escaped != 0 && readings <= ScannedText.depth ? text.unescaped() : nil
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }.reduce(into: []) { merged, next in
            guard !next.range.isEmpty else { return }
            guard let last = merged.last, next.range.lowerBound < last.range.upperBound else { return merged.append(next) }
            merged[merged.count - 1] = Finding(
                range: last.range.lowerBound..<max(last.range.upperBound, next.range.upperBound),
                rule: min(last.rule, next.rule)
            )
        }
    }
}
