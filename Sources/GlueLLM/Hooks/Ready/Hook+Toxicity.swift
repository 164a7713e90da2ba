extension Hook {
    /// Fails where too many of the words are insults.
    ///
    /// It counts words of a list and understands nothing: quotations count, and what hurts in polite words does not. Where that
    /// is not enough, ask a model: see the ready guardrails.
    ///
    /// - Parameters:
    ///   - threshold: The share of such words, 0 to 1, from which it fails.
    ///   - words: The words that count, in place of the list that comes along; of one word each, in small letters.
    public static func checkToxicity(
        threshold: Double = 0.1,
        words: Set<String> = Hook.insults,
        at stages: HookStage...,
        onFailure: HookFailure = .abort
    ) -> Hook {
        Hook("check_toxicity", at: Set(stages), onFailure: onFailure) { context in
            let spoken = Self.words(of: context.content)
            let found = spoken.filter(words.contains).count
            guard found > 0, Double(found) >= threshold * Double(spoken.count) else { return }
            throw refusal("check_toxicity", "\(found) of \(spoken.count) words are insults")
        }
    }

    /// The words that ``checkToxicity(threshold:words:at:onFailure:)`` counts.
    public static let insults: Set<String> = [
        "asshole", "assholes", "bastard", "bastards", "bitch", "bullshit", "cretin", "cunt", "dickhead", "dumbass", "fuck",
        "fucking", "idiot", "idiots", "imbecile", "loser", "losers", "moron", "morons", "motherfucker", "pathetic", "retard",
        "scum", "shit", "slut", "stupid", "vermin", "whore", "worthless",
    ]

    /// Runs of letters in small ones.
    static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
    }
}
