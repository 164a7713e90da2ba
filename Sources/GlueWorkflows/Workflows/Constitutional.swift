import GlueJSON
public import GlueLLM

/// A generator whose text is held against principles and written anew until it keeps them.
///
/// ```swift
/// let constitutional = Constitutional(
///     generator: writer,
///     settings: .init(principles: [.init("harmless", "It hurts nobody."), .init("helpful", "It answers the question.")])
/// )
/// ```
/// Its iterations are the texts that were written.
public struct Constitutional: Workflow {
    public enum Severity: String, Sendable, Hashable, Codable {
        case warning
        case error
        case critical
    }

    public struct Principle: Sendable, Hashable, Codable {
        public var name: String
        public var description: String
        public var severity: Severity

        public init(_ name: String, _ description: String, severity: Severity = .error) {
            self.name = name
            self.description = description
            self.severity = severity
        }

        public init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            name = try members.decode(String.self, forKey: .name)
            description = try members.decodeIfPresent(String.self, forKey: .description) ?? ""
            severity = try members.decodeIfPresent(Severity.self, forKey: .severity) ?? .error
        }
    }

    public struct Settings: Sendable, Hashable, Codable {
        public var principles: [Principle]
        /// How many texts are written at most.
        public var maxRevisions: Int
        /// Whether all principles have to be kept; otherwise only those whose severity is critical.
        public var requireAllPass: Bool

        public init(principles: [Principle] = [], maxRevisions: Int = 3, requireAllPass: Bool = true) {
            self.principles = principles
            self.maxRevisions = maxRevisions
            self.requireAllPass = requireAllPass
        }
    }

    public static let kind = "constitutional"

    public var name: String
    public var settings: Settings
    public var generator: any StepExecutor
    public var critic: any StepExecutor

    /// - Parameter critic: Nil for the generator itself.
    public init(
        _ name: String = Self.kind,
        generator: any StepExecutor,
        critic: (any StepExecutor)? = nil,
        settings: Settings
    ) {
        self.name = name
        self.generator = generator
        self.critic = critic ?? generator
        self.settings = settings
    }

    public var outline: Outline {
        var critic = critic.outline
        critic.detail = "\(settings.principles.count) principles"
        return Outline(name, detail: Self.kind, order: .loop(atMost: settings.maxRevisions), parts: [generator.outline, critic])
    }

    public func validate() throws(LLMError) {
        try require(settings.maxRevisions > 0, "maxRevisions is at least 1")
        try require(!settings.principles.isEmpty, "there are no principles; give it at least one")
        let names = settings.principles.map { $0.name.lowercased() }
        try require(names.allSatisfy { !$0.isEmpty } && Set(names).count == names.count, "each principle has a name of its own")
    }

    public func body(_ input: String, _ run: WorkflowRun) async throws(LLMError) -> WorkflowOutcome {
        var prompt = input
        var text = ""
        var passed: Set<String> = []
        for round in 1...settings.maxRevisions {
            text = try await run.step("generate", generator, prompt, role: "generator", round: round).text
            let critique = try await run.step("critique", critic, question(text, input), role: "critic", round: round).text
            passed = PrincipleVerdicts(critique, of: settings.principles.map(\.name)).passed
            if isKept(passed) { return outcome(text, round, passed) }
            prompt = revision(of: text, input, critique, passed)
        }
        return outcome(text, settings.maxRevisions, passed)
    }

    private func isKept(_ passed: Set<String>) -> Bool {
        settings.principles.allSatisfy { passed.contains($0.name) || (!settings.requireAllPass && $0.severity != .critical) }
    }

    private func outcome(_ text: String, _ rounds: Int, _ passed: Set<String>) -> WorkflowOutcome {
        let status = settings.principles.map { ($0.name, JSONValue.bool(passed.contains($0.name))) }
        return WorkflowOutcome(
            text,
            iterations: rounds,
            metadata: [
                "principles_passed": .bool(isKept(passed)), "principles_status": .object(JSONObject(status)),
                "revisions_completed": .integer(Int64(rounds)),
                "max_revisions_reached": .bool(rounds == settings.maxRevisions && !isKept(passed)),
            ]
        )
    }

    private func question(_ text: String, _ task: String) -> String {
        """
        The task:
        \(task)

        The text:
        \(text)

        The principles:
        \(listed(settings.principles))

        Say for each principle whether the text keeps it, a line each: `name: PASS` or `name: FAIL`, and why.
        """
    }

    private func revision(of text: String, _ task: String, _ critique: String, _ passed: Set<String>) -> String {
        """
        \(task)

        Your last text:
        \(text)

        It does not keep these principles:
        \(listed(settings.principles.filter { !passed.contains($0.name) }))

        What the critic says:
        \(critique)

        Write the text anew so that it keeps them. Answer with the text alone.
        """
    }

    private func listed(_ principles: [Principle]) -> String {
        principles.map { "- \($0.name) (\($0.severity.rawValue)): \($0.description)" }.joined(separator: "\n")
    }
}
