/// Why a test cannot run against its recording, or did not go as it was recorded.
public enum ReplayTestError: Error, Equatable, CustomStringConvertible {
    case noRecording(path: String)
    case unreadable(path: String, reason: String)
    /// The recording is to be made, and the test has no provider that could be asked for real.
    case noProvider(path: String)
    /// Something of the recording was not asked for.
    case unused(path: String, exchanges: [Int])
    /// Requests found no recorded answer.
    case unanswered(path: String, count: Int)
    /// The recording holds what must not be written; nothing was written.
    case secrets(path: String, places: [String])
    case unwritable(path: String, reason: String)
    /// There is no recording here; the test lacks the trait or the helper around it.
    case notInReplay

    public var description: String {
        switch self {
        case .noRecording(let path):
            "there is no recording \(path); make it by running the test once with \(ReplayMode.variable)=record-missing"
        case .unreadable(let path, let reason): "\(path) is no recording: \(reason)"
        case .noProvider(let path): "\(path) is to be recorded, and there is no provider to ask: name one with replayProvider(recording:)"
        case .unused(let path, let exchanges):
            "\(path): \(exchanges.map { "exchange \($0)" }.joined(separator: ", ")) was recorded and not asked for"
        case .unanswered(let path, let count): "\(path): \(count) requests found no recorded answer; see the errors of the calls"
        case .secrets(let path, let places):
            "\(path) was not written: what must not be in a recording is in \(places.joined(separator: ", ")); add a rule to the client's redactor"
        case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .notInReplay: "there is no recording here; put .replay(…) on the test, or withReplay(…) around it"
        }
    }
}
