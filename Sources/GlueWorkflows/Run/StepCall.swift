/// One step of several that are answered side by side.
public struct StepCall: Sendable {
    /// What kind of step it is, such as `critic`; one of few.
    public var name: String
    public var executor: any StepExecutor
    public var input: String
    /// The part that the executor plays in it.
    public var role: String?
    /// The round that it belongs to, from 1.
    public var round: Int?

    public init(_ name: String, _ executor: any StepExecutor, _ input: String, role: String? = nil, round: Int? = nil) {
        self.name = name
        self.executor = executor
        self.input = input
        self.role = role
        self.round = round
    }
}

extension StepCall: CustomStringConvertible {
    /// Without the input, which is content.
    public var description: String { "\(name) (\(executor.name))" }
}
