/// A check of what goes to a model or comes from it.
///
/// ```swift
/// client.guardrails = Guardrails([
///     .personalData(),
///     .promptInjection(),
///     try .blocklist(["(?i)project x"], onOutput: .reject),
///     Guardrail("polite", on: .output) { $0.content.contains("damn") ? .reject("do not swear") : .allow },
/// ])
/// ```
/// Each check is a span `guardrail {name}` with its verdict.
public struct Guardrail: Sendable {
    /// What is checked.
    public enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
        /// What the user says.
        case input
        /// What the model answers. Nothing of a streamed answer is passed on before it was checked.
        case output
        /// What the model wants to call a tool with, as JSON text.
        case toolArguments = "tool_arguments"
        /// What a tool answers.
        case toolResult = "tool_result"
    }

    /// What a check comes to. Reasons stand in errors: they must not hold what was checked.
    public enum Verdict: Sendable, Hashable {
        case allow
        /// The content becomes this text.
        case redact(String)
        /// The call fails; a tool call is denied.
        case block(reason: String)
        /// The model is to answer again and is told why; anything but an answer is blocked.
        case reject(reason: String)
    }

    /// What becomes of content that could not be checked.
    public enum Failure: Sendable, Hashable {
        case block
        case allow
    }

    /// What a check is given.
    public struct Subject: Sendable, Hashable {
        public var content: String
        public var direction: Direction
        /// Which answer to one question it is, from 1.
        public var attempt: Int
    }

    /// The name in spans and errors; one of few.
    public var name: String
    public var directions: Set<Direction>
    /// How long a check may take; nil for as long as it takes. One that does not heed its cancellation is left behind.
    public var timeLimit: Duration?
    /// What a check that throws, or takes too long, comes to.
    public var onFailure: Failure
    let check: @Sendable (Subject) async throws -> Verdict

    public init(
        _ name: String,
        on directions: Direction...,
        timeLimit: Duration? = nil,
        onFailure: Failure = .block,
        _ check: @escaping @Sendable (Subject) async throws -> Verdict
    ) {
        self.init(name, on: Set(directions), timeLimit: timeLimit, onFailure: onFailure, check)
    }

    /// A check of directions that are known only at run time.
    public init(
        _ name: String,
        on directions: Set<Direction>,
        timeLimit: Duration? = nil,
        onFailure: Failure = .block,
        _ check: @escaping @Sendable (Subject) async throws -> Verdict
    ) {
        self.name = name
        self.directions = directions
        self.timeLimit = timeLimit
        self.onFailure = onFailure
        self.check = check
    }
}
