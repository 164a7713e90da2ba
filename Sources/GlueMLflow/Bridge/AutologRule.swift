/// When ``Autolog`` opens runs.
public enum AutologRule: Sendable, Hashable {
    /// Never: traces go to the experiment, and that is all.
    case tracesOnly
    /// One for as long as the process logs. What its calls come to is logged at an interval, each time as one more step.
    ///
    /// - Parameter name: Nil for one that the server makes up.
    case process(name: String? = nil, interval: Duration = .seconds(60))
    /// One for each trace that begins here with a step of these kinds, when it ends.
    case trace(Set<Beginning> = [.workflow])

    /// What a trace begins with.
    public enum Beginning: String, Sendable, Hashable, CaseIterable {
        case workflow
        /// A completion.
        case agent
        /// A single model call.
        case model = "llm"
    }
}
