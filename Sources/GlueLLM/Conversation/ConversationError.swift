/// Why a conversation could not be read or written.
public enum ConversationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, and what the system said of it.
    case file(path: String, reason: String)
    /// What was read is JSON and no conversation.
    case notAConversation(String)
    /// A later version of GlueLLM wrote it.
    case version(Int)

    public var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .notAConversation(let reason): "this is no conversation: \(reason)"
        case .version(let version):
            "the conversation has the form \(version), and this program knows up to \(Conversation.version); use the one that wrote it"
        }
    }
}
