extension Hook {
    /// Fails where the content is in another language than those allowed.
    ///
    /// Text in which no language can be told apart, such as a name, a number or code, passes.
    public static func checkLanguage(
        allowed: Set<WrittenLanguage>,
        at stages: HookStage...,
        onFailure: HookFailure = .abort
    ) -> Hook {
        Hook("check_language", at: Set(stages), onFailure: onFailure) { context in
            guard let language = WrittenLanguage(of: context.content), !allowed.contains(language) else { return }
            let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
            throw refusal("check_language", "the content is in '\(language.rawValue)'; allowed are: \(names)")
        }
    }
}
