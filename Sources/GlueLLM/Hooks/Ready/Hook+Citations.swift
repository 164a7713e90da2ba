extension Hook {
    /// Fails where the content cites too little: numbers in brackets (`[3]`, `[^3]`), links, authors with a year
    /// (`(Knuth, 1974)`), or bare URLs. Whether a source says what it is cited for, it cannot tell.
    public static func requireCitations(_ count: Int = 1, at stages: HookStage..., onFailure: HookFailure = .abort) throws(LLMError) -> Hook
    {
        let citation = try TextPattern(
            [
                #"\[\^?\d+(?:\s*[,;–-]\s*\d+)*\]"#,
                #"\([^()]*\p{L}[^()]*\b(?:1[5-9]|20)\d\d[a-z]?\)"#,
                #"https?://[^\s<>"')\]]+"#,
            ]
            .joined(separator: "|")
        )
        return Hook("require_citations", at: Set(stages), onFailure: onFailure) { context in
            let found = citation.count(in: context.content)
            guard found < count else { return }
            throw refusal("require_citations", "the content has \(found) citations of the \(count) asked for")
        }
    }
}
