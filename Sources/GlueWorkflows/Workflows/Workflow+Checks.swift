import GlueLLM

extension Workflow {
    /// - Throws: ``LLMError/Kind/configuration`` where a condition does not hold, with the workflow's name.
    func require(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws(LLMError) {
        guard !holds else { return }
        throw LLMError(.configuration, "\(name): \(otherwise())")
    }
}
