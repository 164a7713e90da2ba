/// What the name of one of Anthropic's models says: `claude-opus-4-5-20251101` is opus 4.5.
struct AnthropicModel {
    /// Such as `opus`; empty for a name that is none of Anthropic's.
    private(set) var family = ""
    private(set) var major = 0
    private(set) var minor = 0

    init(_ name: String) {
        let words = (name.split(separator: "/").last ?? "").split { $0 == "-" || $0 == "." || $0 == "@" }
        guard words.first == "claude" else { return }
        family = words.dropFirst().first { $0.allSatisfy(\.isLetter) && $0 != "latest" }.map(String.init) ?? ""
        // A date is no part of the version.
        let numbers = words.compactMap { $0.count <= 2 ? Int($0) : nil }
        major = numbers.first ?? 0
        minor = numbers.count > 1 ? numbers[1] : 0
    }

    /// Source: Anthropic documentation, "Structured outputs".
    var knowsSchemas: Bool { isAtLeast(4, 5) || family == "opus" && isAtLeast(4, 1) }

    /// Whether the request says in words how hard to think; other models are given a number of tokens.
    ///
    /// Source: Anthropic documentation, "Effort".
    var knowsEffort: Bool { isAtLeast(4, 6) || family == "opus" && isAtLeast(4, 5) }

    private func isAtLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }
}
