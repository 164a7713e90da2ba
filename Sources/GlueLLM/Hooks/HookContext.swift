public import GlueJSON

/// What a hook is given, and what it may change.
public struct HookContext: Sendable, Hashable {
    /// The content of the stage, as the hooks before have left it.
    public var content: String
    public let stage: HookStage
    /// What is known of the stage, such as `tool_name`. What a hook adds, the hooks after it see.
    public var metadata: JSONObject
    /// The content before the first hook of the stage.
    public let originalContent: String

    public init(_ content: String, at stage: HookStage, metadata: JSONObject = [:]) {
        self.content = content
        self.stage = stage
        self.metadata = metadata
        originalContent = content
    }
}
