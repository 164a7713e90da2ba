import GlueJSON
public import GlueLLM

/// A generator who looks back at each version, or has somebody else look at it, and writes the next one.
///
/// ```swift
/// let reflection = Reflection(generator: writer, reflector: editor, settings: .init(maxReflections: 2))
/// ```
/// Its iterations are the versions that were written.
public struct Reflection: Workflow {
    public struct Settings: Sendable, Hashable, Codable {
        /// How many versions are written at most.
        public var maxReflections: Int
        /// Ends the run when a version's length differs from the one before by less than this share; nil for never.
        public var minImprovementThreshold: Double?
        /// What the reflector is asked, with `{previous_output}` and `{current_output}` in it; nil for a prompt of ours.
        public var reflectionPromptTemplate: String?

        public init(
            maxReflections: Int = 3,
            minImprovementThreshold: Double? = nil,
            reflectionPromptTemplate: String? = nil
        ) {
            self.maxReflections = maxReflections
            self.minImprovementThreshold = minImprovementThreshold
            self.reflectionPromptTemplate = reflectionPromptTemplate
        }
    }

    public static let kind = "reflection"

    public var name: String
    public var settings: Settings
    public var generator: any StepExecutor
    public var reflector: any StepExecutor

    /// - Parameter reflector: Nil for the generator itself.
    public init(
        _ name: String = Self.kind,
        generator: any StepExecutor,
        reflector: (any StepExecutor)? = nil,
        settings: Settings = Settings()
    ) {
        self.name = name
        self.generator = generator
        self.reflector = reflector ?? generator
        self.settings = settings
    }

    public var outline: Outline {
        var reflector = reflector.outline
        reflector.detail = "reflects"
        return Outline(name, detail: Self.kind, order: .loop(atMost: settings.maxReflections), parts: [generator.outline, reflector])
    }

    public func validate() throws(LLMError) {
        try require(settings.maxReflections > 0, "maxReflections is at least 1")
        if let threshold = settings.minImprovementThreshold {
            try require((0...1).contains(threshold), "minImprovementThreshold is between 0 and 1")
        }
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var current = try await run.step("version", generator, input, round: 1).text
        var previous = ""
        for version in 1..<max(settings.maxReflections, 1) {
            let thoughts = try await run.step("reflection", reflector, question(previous, current, input), round: version).text
            previous = current
            current = try await run.step("version", generator, revision(of: previous, input, thoughts), round: version + 1).text
            if hasSettled(previous, current) { return outcome(current, versions: version + 1) }
        }
        return outcome(current, versions: settings.maxReflections)
    }

    private func hasSettled(_ previous: String, _ current: String) -> Bool {
        guard let threshold = settings.minImprovementThreshold else { return false }
        let change = Double(abs(current.count - previous.count)) / Double(max(previous.count, 1))
        return change < threshold
    }

    private func question(_ previous: String, _ current: String, _ task: String) -> String {
        if let template = settings.reflectionPromptTemplate {
            return template.replacing("{previous_output}", with: previous).replacing("{current_output}", with: current)
        }
        let before = previous.isEmpty ? "" : "\n\nThe version before:\n\(previous)"
        return """
            The task:
            \(task)\(before)

            The version now:
            \(current)

            Say what is good about the version now, what is missing or wrong, and what to change.
            """
    }

    private func revision(of previous: String, _ task: String, _ thoughts: String) -> String {
        """
        \(task)

        Your last version:
        \(previous)

        Thoughts on it:
        \(thoughts)

        Write a better version. Answer with the version alone.
        """
    }

    private func outcome(_ text: String, versions: Int) -> WorkflowOutcome {
        WorkflowOutcome(
            text,
            iterations: versions,
            metadata: [
                "max_reflections": .integer(Int64(settings.maxReflections)), "reflections_completed": .integer(Int64(versions)),
            ]
        )
    }
}
