extension Guardrail {
    /// Looks for the usual ways of talking a model out of its instructions, in the input and in what tools answer.
    ///
    /// Patterns find what is written plainly; who is clever enough gets past them. They are one guardrail among others, not the
    /// lock on the door.
    ///
    /// - Parameters:
    ///   - more: Further regular expressions.
    /// - Throws: ``LLMError/Kind/configuration`` for a pattern that is none.
    public static func promptInjection(
        on directions: Set<Direction> = [.input, .toolResult],
        more: [String] = [],
        name: String = "prompt_injection"
    ) throws(LLMError) -> Guardrail {
        var patterns: [TextPattern] = []
        for pattern in shippedInjections + more { patterns.append(try TextPattern(pattern)) }
        return Guardrail(name, on: directions) { [patterns] subject in
            patterns.contains { $0.isFound(in: subject.content) } ? .block(reason: "it tries to change the model's instructions") : .allow
        }
    }

    private static let shippedInjections = [
        #"\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(previous|prior|above|earlier|all|your|the|system)\b.{0,20}\b(instructions?|prompts?|rules?|guidelines?|directives?)\b"#,
        #"\b(reveal|show|print|repeat|output|tell me)\b.{0,30}\b(your|the)\b.{0,15}\b(system|initial|hidden|secret)\b.{0,10}\b(prompt|instructions?|message)\b"#,
        #"\byou are (now|no longer)\b.{0,40}\b(dan|jailbroken|unrestricted|unfiltered|developer mode|without (any )?restrictions?)\b"#,
        #"\b(enable|enter|activate)\b.{0,15}\b(developer|debug|god|jailbreak|dan) mode\b"#,
        #"\bnew (system )?(instructions?|prompt)\s*:"#,
        #"<\|?(im_start|system|endoftext)\|?>"#,
        #"\[/?(INST|SYSTEM)\]"#,
    ]
}
