import Foundation
import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Conversations in files")
struct ConversationFileTests {
    private static let whole = Conversation(
        id: "c-1",
        messages: [
            .user("Add 1 and 2; what is in the picture?"),
            Message(
                .user,
                parts: [
                    .blob(modality: "image", mimeType: "image/png", base64: "iVBORw0KGgo="),
                    .uri(modality: "image", mimeType: nil, uri: "https://example.com/a.png"),
                    .file(modality: "document", mimeType: "application/pdf", id: "file-1"),
                ],
                name: "Ada"
            ),
            Message(
                .assistant,
                parts: [.reasoning("Let me see."), .toolCall(.add(1, 2)), .toolCall(.add(9_007_199_254_740_993, 2, id: "c2"))]
            ),
            .tool(id: "call_1", response: 3),
            .tool(id: "c2", response: ["sum": 5.5, "note": .null]),
            Message(
                .assistant,
                parts: [.text("3, and a cat.\n„ok“ 🐈"), .other(type: "audio_note", ["type": "audio_note", "seconds": 4])]
            ),
        ]
    )

    @Test("What was saved is what is loaded: tool rounds, images, ids, numbers of 64 bits")
    func roundTrip() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("talk.json")
            try Self.whole.save(to: path)
            #expect(try Conversation.load(from: path) == Self.whole)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)

            // Again, over it: nothing is left beside it.
            try Conversation(messages: [.user("later")]).save(to: path)
            #expect(try Conversation.load(from: path) == Conversation(messages: [.user("later")]))
            #expect(try folder.names(in: ".") == ["talk.json"])
        }
    }

    @Test("The messages are those of the GenAI schema, in an envelope with a version")
    func form() throws {
        let json = Self.whole.json
        #expect(json["format"] == "gluellm.conversation" && json["version"] == 1 && json["id"] == "c-1")
        #expect(json["messages"]?[3]?["parts"]?[0] == ["type": "tool_call_response", "id": "call_1", "response": 3])
        #expect(Conversation().json["id"] == nil)
    }

    @Test("Encoders and decoders of the standard library carry it, too")
    func codable() throws {
        let bytes = try JSONEncoder().encode(Self.whole)
        #expect(try JSONDecoder().decode(Conversation.self, from: bytes) == Self.whole)
    }

    @Test(
        "What is no conversation is refused with the place of what is wrong",
        arguments: [
            (#"{"messages":[]}"#, "format"), (#"{"format":"gluellm.conversation","messages":[]}"#, "version"),
            (#"{"format":"gluellm.conversation","version":1}"#, "messages"),
            (#"{"format":"gluellm.conversation","version":1,"messages":[{"role":"user"}]}"#, "messages[0].parts"),
            (#"{"format":"gluellm.conversation","version":2,"messages":[]}"#, "form 2"), ("[1,", "JSON at byte 3"),
        ]
    )
    func refused(text: String, place: String) async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Array(text.utf8), to: "talk.json")
            let error = #expect(throws: ConversationError.self) { try Conversation.load(from: folder.path("talk.json")) }
            #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
        }
    }

    @Test("A file that cannot be read or written is named")
    func missing() {
        let path = "/nowhere/at/all/talk.json"
        let read = #expect(throws: ConversationError.self) { try Conversation.load(from: path) }
        let written = #expect(throws: ConversationError.self) { try Conversation().save(to: path) }
        #expect(read?.description.contains(path) == true && written?.description.contains(path) == true)
    }

    @Test("A place that cannot be replaced stays as it is, and no draft is left")
    func unreplaceable() async throws {
        try await TemporaryFolder.with { folder in
            // A folder in the place of the file.
            try FileManager.default.createDirectory(atPath: folder.path("talk.json"), withIntermediateDirectories: false)
            #expect(throws: ConversationError.self) { try Self.whole.save(to: folder.path("talk.json")) }
            #expect(try folder.names(in: ".") == ["talk.json"])
        }
    }
}
