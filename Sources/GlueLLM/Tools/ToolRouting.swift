/// How a model call picks the tools for a task.
///
/// The model is offered one tool, `request_tools`, and what is ``alwaysOffered``. When it asks for tools, a second model
/// call reads the task and the list of all tools and names those that fit, which are offered from then on. Where that
/// call fails, or its answer cannot be read, all tools are offered: routing saves tokens and must not lose a capability.
public struct ToolRouting: Sendable, Hashable {
    /// The model that picks, of the client's provider; nil for the client's own.
    public var model: String?
    /// The names of tools that are offered from the beginning and are never routed away.
    public var alwaysOffered: Set<String>
    /// How many tokens the answer of the picking call may have.
    public var maxTokens: Int

    public init(model: String? = nil, alwaysOffered: Set<String> = [], maxTokens: Int = 256) {
        self.model = model
        self.alwaysOffered = alwaysOffered
        self.maxTokens = maxTokens
    }
}
