extension Hook {
    /// Fails where the content is too short or too long.
    ///
    /// - Parameters:
    ///   - min: The fewest characters.
    ///   - max: The most characters; nil for no bound.
    public static func limitLength(
        min: Int = 0,
        max: Int? = nil,
        at stages: HookStage...,
        onFailure: HookFailure = .abort
    ) -> Hook {
        Hook("limit_length", at: Set(stages), onFailure: onFailure) { context in
            let count = context.content.count
            if count < min { throw refusal("limit_length", "the content has \(count) characters, fewer than the \(min) asked for") }
            if let max, count > max { throw refusal("limit_length", "the content has \(count) characters of the \(max) allowed") }
        }
    }

    /// Cuts what is longer than a number of characters; the mark of the cut counts among them.
    public static func truncate(to length: Int, mark: String = "…", at stages: HookStage...) -> Hook {
        Hook("truncate", at: Set(stages)) { context in
            guard context.content.count > max(length, 0) else { return }
            let kept = context.content.prefix(max(length - mark.count, 0))
            context.content = String((kept + mark).prefix(max(length, 0)))
        }
    }

    /// What a ready hook throws that finds fault. The reason never holds the content.
    static func refusal(_ name: String, _ reason: String) -> LLMError { LLMError(.hook, "hook \(name): \(reason)") }
}
