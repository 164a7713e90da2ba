public import GlueRedaction

extension Guardrail {
    /// Takes personal data out: e-mail addresses, card and account numbers, phone numbers and US social security numbers.
    ///
    /// - Parameter redactor: In place of that, rules of your own.
    public static func personalData(
        on directions: Set<Direction> = [.input, .output],
        redactor: Redactor = .personalData,
        name: String = "pii"
    ) -> Guardrail {
        Guardrail(name, on: directions) { subject in
            let redacted = redactor.redact(subject.content)
            return redacted == subject.content ? .allow : .redact(redacted)
        }
    }
}
