import Foundation

/// What a test does with its recording.
public enum ReplayMode: String, Sendable, Hashable {
    /// Answers come from the recording alone. It must be there; whatever it does not hold fails the test.
    case replay
    /// As ``replay`` where the recording is there; else the provider is asked for real, and the recording is written.
    case recordMissing = "record-missing"
    /// The provider is asked for real, and the recording is written anew.
    case record

    /// The environment variable that says it for all tests that do not say it themselves: `replay`, `record-missing` or `record`.
    public static let variable = "GLUE_REPLAY_MODE"

    /// What the environment says; ``replay`` where it says nothing.
    public static var environment: ReplayMode { ProcessInfo.processInfo.environment[variable].flatMap(ReplayMode.init) ?? .replay }
}
