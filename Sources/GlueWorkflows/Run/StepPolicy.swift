/// What holds for every step of a run.
public struct StepPolicy: Sendable, Hashable {
    /// What becomes of a run when a step fails.
    public enum Failure: Sendable, Hashable {
        /// What the workflow does by itself: it fails where the next step needs the answer, and goes on with the text of the
        /// error where others answer beside it.
        case usual
        /// The run fails.
        case fail
        /// The step's answer is the text of the error.
        case text
        /// The step's answer is a text of yours.
        case replace(String)
    }

    public var onFailure: Failure
    /// How long a step may take; nil for as long as it takes. One that does not heed its cancellation is left behind.
    public var timeLimit: Duration?
    /// How many bytes of text a step may answer; more is a failure.
    public var outputLimit: Int

    public init(onFailure: Failure = .usual, timeLimit: Duration? = nil, outputLimit: Int = 4_194_304) {
        self.onFailure = onFailure
        self.timeLimit = timeLimit
        self.outputLimit = outputLimit
    }
}
