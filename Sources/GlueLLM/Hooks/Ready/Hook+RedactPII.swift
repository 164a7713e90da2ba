public import GlueRedaction

extension Hook {
    /// Takes personal data out: e-mail addresses, card and account numbers, phone numbers and US social security numbers.
    ///
    /// - Parameter redactor: In place of that, rules of your own.
    public static func redactPII(at stages: HookStage..., redactor: Redactor = .personalData) -> Hook {
        Hook("redact_pii", at: Set(stages)) { $0.content = redactor.redact($0.content) }
    }
}
