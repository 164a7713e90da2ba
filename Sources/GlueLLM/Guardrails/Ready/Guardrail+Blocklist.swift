extension Guardrail {
    /// What is done with content that a ready guardrail finds fault with.
    public enum Action: Sendable, Hashable {
        case block
        case redact
        /// As ``Verdict/reject(reason:)``.
        case reject
    }

    /// Looks for regular expressions.
    ///
    /// - Parameters:
    ///   - patterns: As `NSRegularExpression` has them.
    ///   - onInput: Nil for not looking at the input.
    ///   - onOutput: Nil for not looking at answers.
    ///   - replacement: What stands in the place of what is redacted.
    /// - Throws: ``LLMError/Kind/configuration`` for a pattern that is none.
    public static func blocklist(
        _ patterns: [String],
        isCaseSensitive: Bool = false,
        onInput: Action? = .block,
        onOutput: Action? = .redact,
        replacement: String = "[REDACTED]",
        name: String = "blocklist"
    ) throws(LLMError) -> Guardrail {
        var compiled: [TextPattern] = []
        for pattern in patterns { compiled.append(try TextPattern(pattern, isCaseSensitive: isCaseSensitive)) }
        var directions: Set<Direction> = []
        if onInput != nil { directions.insert(.input) }
        if onOutput != nil { directions.insert(.output) }
        return Guardrail(name, on: directions) { [compiled] subject in
            let found = compiled.filter { $0.isFound(in: subject.content) }
            guard let first = found.first, let action = subject.direction == .input ? onInput : onOutput else { return .allow }
            let reason = "it matches the pattern '\(first.text)'"
            switch action {
            case .block: return .block(reason: reason)
            case .reject: return .reject(reason: reason)
            case .redact: return .redact(found.reduce(subject.content) { $1.replaced(in: $0, by: replacement) })
            }
        }
    }
}
