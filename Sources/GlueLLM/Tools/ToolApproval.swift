public import GlueJSON
public import GlueSemantics

/// A tool call that waits for a decision.
public struct ToolApprovalRequest: Sendable, Hashable {
    /// The call as the model made it, its arguments read.
    public var call: ToolCall
    public var tool: ToolDefinition

    public init(call: ToolCall, tool: ToolDefinition) {
        self.call = call
        self.tool = tool
    }
}

/// What is decided on a tool call.
public enum ToolApproval: Sendable, Hashable {
    case allow
    /// The tool does not run; the model is told why.
    case deny(reason: String)
    /// The tool runs with these arguments; the model is not told.
    case replace(arguments: JSONValue)

    /// The value of `gluellm.tool.approval`.
    var outcome: String {
        switch self {
        case .allow: "allowed"
        case .deny: Self.denied
        case .replace: Self.replaced
        }
    }

    package static let denied = "denied"
    package static let replaced = "replaced"
}
