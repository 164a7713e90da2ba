/// One of those among whom a ``MixtureOfExperts`` chooses.
public struct Expert: Sendable {
    public var executor: any StepExecutor
    /// What the expert knows, in a word or two.
    public var specialty: String
    /// What the expert is good for, for a router.
    public var description: String
    /// Pieces of words that call for the expert, whatever the case.
    public var activationKeywords: [String]

    public init(_ executor: any StepExecutor, specialty: String, description: String = "", activationKeywords: [String] = []) {
        self.executor = executor
        self.specialty = specialty
        self.description = description
        self.activationKeywords = activationKeywords
    }

    /// How many of the expert's keywords, and of the specialty, stand in a text.
    func affinity(to text: String) -> Int {
        let text = text.lowercased()
        return (activationKeywords + [specialty]).filter { !$0.isEmpty && text.contains($0.lowercased()) }.count
    }

    var outline: Outline {
        var outline = executor.outline
        outline.detail = specialty
        return outline
    }
}
