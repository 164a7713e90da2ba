import Foundation

/// An edition of the GenAI conventions, as far as editions differ in how metrics are named.
///
/// Spans carry the latest names and, beside them, the older ones that backends still read.
public enum GenAIConventions: String, Sendable, Hashable, CaseIterable {
    /// What the conventions say today.
    case latest
    /// What they said until 1.41, which most dashboards and libraries still use.
    case legacy141 = "legacy-1.41"

    /// The variable that chooses the edition.
    public static let variable = "GLUELLM_GENAI_CONVENTIONS"

    /// What this process's environment asks for.
    public static var environment: GenAIConventions { GenAIConventions(environment: ProcessInfo.processInfo.environment) }

    /// Reads ``variable``; anything but the name of an edition means the latest.
    public init(environment: [String: String]) {
        self = environment[Self.variable].flatMap { GenAIConventions(rawValue: $0.lowercased()) } ?? .latest
    }
}
