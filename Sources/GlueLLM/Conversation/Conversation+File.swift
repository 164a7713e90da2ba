import Foundation
import GlueJSON

extension Conversation {
    /// Reads a conversation that ``save(to:)`` wrote.
    ///
    /// - Throws: ``ConversationError``.
    public static func load(from path: String) throws(ConversationError) -> Conversation {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .file(path: path, reason: error.localizedDescription)
        }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .notAConversation("\(error)")
        }
        return try Conversation(json: json)
    }

    /// Writes the conversation to a file that its owner alone can read. A reader finds the old one or the new one, also where
    /// the program ends half-way.
    ///
    /// - Throws: ``ConversationError/file(path:reason:)``; what was there then still is.
    public func save(to path: String) throws(ConversationError) {
        // Beside it, because a file cannot be moved to another file system in one step.
        let draft = "\(path).\(UUID().uuidString).tmp"
        let bytes = Data(json.bytes(.indented) + [UInt8(ascii: "\n")])
        guard FileManager.default.createFile(atPath: draft, contents: bytes, attributes: [.posixPermissions: 0o600]) else {
            throw .file(path: path, reason: "the folder cannot be written to")
        }
        guard rename(draft, path) == 0 else {
            let reason = String(cString: strerror(errno))
            try? FileManager.default.removeItem(atPath: draft)
            throw .file(path: path, reason: reason)
        }
    }
}
