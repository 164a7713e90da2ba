/// Whether a model asks for tools.
public enum ToolChoice: Sendable, Hashable {
    case automatic
    case none
    /// At least one tool, whichever.
    case required
    /// The tool of this name.
    case tool(String)
}
