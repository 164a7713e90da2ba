/// How the tools of a client are offered and run.
public struct ToolPolicy: Sendable {
    /// Decides on each call before it runs, as long as it takes; nil allows all. It may ask a person.
    ///
    /// Calls of one answer are asked for in turn or at once, as ``LLMClient/toolOrder`` says. The time does not count
    /// towards the tool's own limit. A call that names no tool or whose arguments are no JSON is refused without asking.
    public var approve: (@Sendable (ToolApprovalRequest) async -> ToolApproval)?
    /// Has a model call pick the tools that fit a task, for sets too large to offer; nil offers all.
    public var routing: ToolRouting?
    /// Whether a finished round of tools is told to the model as one short text instead of call by call.
    ///
    /// It saves tokens and forgets what the model asked for. An answer in which the model also said something stays as it is.
    public var condenses: Bool
    /// How many bytes a tool's response may have; what is longer is cut and says so. Nil for no limit.
    public var responseLimit: Int?

    public init(
        approve: (@Sendable (ToolApprovalRequest) async -> ToolApproval)? = nil,
        routing: ToolRouting? = nil,
        condenses: Bool = false,
        responseLimit: Int? = nil
    ) {
        self.approve = approve
        self.routing = routing
        self.condenses = condenses
        self.responseLimit = responseLimit
    }
}
