public import GlueJSON
import GlueSemantics

extension Conversation {
    /// The version of the form that is written. Members that a reader does not know are passed over; what it would
    /// misunderstand gets another version.
    public static let version = 1
    private static let format = "gluellm.conversation"

    /// The conversation as JSON: an envelope, and in it the messages in the schema of the GenAI conventions.
    public var json: JSONValue {
        var object: JSONObject = ["format": .string(Self.format), "version": .integer(Int64(Self.version))]
        if let id { object["id"] = .string(id) }
        object["messages"] = .array(messages.map(\.json))
        return .object(object)
    }

    /// Reads what ``json`` wrote.
    ///
    /// - Throws: ``ConversationError/notAConversation(_:)`` with the place of what is wrong, ``ConversationError/version(_:)``.
    public init(json: JSONValue) throws(ConversationError) {
        guard json["format"]?.string == Self.format else { throw .notAConversation("format must be \(Self.format)") }
        guard let version = json["version"]?.integer, version >= 1 else { throw .notAConversation("version must be a number") }
        guard version <= Int64(Self.version) else { throw .version(Int(clamping: version)) }
        do throws(MessageError) {
            self.init(id: json["id"]?.string, messages: try [Message](json: json["messages"] ?? .null))
        } catch {
            throw .notAConversation("messages\(error)")
        }
    }
}

extension Conversation: Codable {
    public init(from decoder: any Decoder) throws { try self.init(json: try JSONValue(from: decoder)) }

    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
