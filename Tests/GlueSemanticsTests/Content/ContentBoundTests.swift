import GlueJSON
import Testing

@testable import GlueSemantics

@Suite("Bounds of content")
struct ContentBoundTests {
    @Test("A huge tool answer does not push the question out")
    func commonLength() throws {
        let question = "Which of these is the cheapest? " + String(repeating: "?", count: 300)
        let messages: [Message] = [
            .system("Be brief."), .user(question), .tool(id: "c", response: .string(String(repeating: "x", count: 1 << 20))),
        ]
        let cut = try [Message](json: ContentBound(bytes: 4096).cut(messages: messages.inputJSON))
        #expect(cut[0] == .system("Be brief."))
        #expect(cut[1] == .user(question))
        guard case .toolCallResponse(let answer) = cut[2].parts[0] else {
            Issue.record("\(cut[2])")
            return
        }
        #expect(try #require(answer.response.string).utf8.count > 3000)
    }

    @Test(
        "Longer leaves are cut to one common length; shorter ones give it what they do not need",
        arguments: [
            ([], 10, .max), ([100, 100], 200, .max), ([100, 100], 199, 50), ([60, 1000], 500, 391), ([1000, 60, 1000], 460, 151),
            ([49, 49, 49], 147, .max), ([10, 10, 200], 69, 0),
        ] as [([Int], Int, Int)]
    )
    func lengths(sizes: [Int], bytes: Int, length: Int) {
        #expect(ContentBound.commonLength(of: sizes, within: bytes) == length)
    }

    @Test("The oldest messages go first, never the system prompt, and the next one tells how many")
    func oldest() throws {
        let messages = [Message.system("S")] + (0..<40).map { .user("message \($0)") }
        let cut = try #require(ContentBound(bytes: 600).cut(messages: messages.inputJSON).array)
        #expect(cut[0] == Message.system("S").json)
        #expect(cut[1]["gluellm.cut_messages"] == .integer(Int64(40 - (cut.count - 1))))
        #expect(cut.count > 5)
        #expect(cut.last == messages.last?.json)
    }

    @Test("However many messages must go, those that fit stay", arguments: [130, 170, 200, 230, 260, 300, 400, 500])
    func staysFull(bytes: Int) throws {
        let messages = (0..<40).map { Message.user("message \($0)") }
        let cut = try #require(ContentBound(bytes: bytes).cut(messages: messages.inputJSON).array)
        #expect(cut.last?["parts"] == messages.last?.json["parts"])
        // One more would not have fitted: no message takes more than 65 bytes, a mark at most 44.
        #expect(JSONSize.of(.array(cut)) + 65 + 44 > bytes)
    }

    @Test("Of a message with many parts the last ones stay, and the message tells how many are missing")
    func parts() throws {
        let message = Message(.user, parts: (0..<50_000).map { .text("part \($0)") })
        let cut = try #require(ContentBound(bytes: 2000).cut(messages: [message].inputJSON)[0])
        let parts = try #require(cut["parts"]?.array)
        #expect(parts.count > 20)
        #expect(parts.last == MessagePart.text("part 49999").json)
        #expect(cut["gluellm.cut_parts"] == .integer(Int64(50_000 - parts.count)))
    }

    @Test("Parts of the conversation go before those of the system prompt")
    func systemParts() throws {
        let system = Message(.system, parts: [.text("one"), .text("two")])
        let chatter = Message(.user, parts: (0..<100).map { .text("part \($0)") })
        let cut = try #require(ContentBound(bytes: 500).cut(messages: [system, chatter].inputJSON).array)
        #expect(cut[0] == system.json)
        #expect(cut[1]["gluellm.cut_parts"] != nil)
    }

    @Test("A message whose parts have no room says that they are missing; where it has none itself, the list is empty")
    func frameAlone() {
        let call = MessagePart.toolCall(ToolCall(id: nil, name: String(repeating: "n", count: 500), arguments: nil))
        let messages = [Message.system("S"), .user("x"), Message(.assistant, parts: [call, call])].inputJSON
        let frame: JSONValue = ["role": "assistant", "parts": [], "gluellm.cut_parts": 2, "gluellm.cut_messages": 2]
        #expect(ContentBound(bytes: 200).cut(messages: messages) == [frame])
        #expect(ContentBound(bytes: 60).cut(messages: messages) == [])
    }

    @Test("The longest parameters go first, so that a huge tool leaves the others whole")
    func hugeTool() {
        let small = ToolDefinition(name: "small", description: "Adds.", parameters: ["type": "object"])
        let huge = ToolDefinition(name: "huge", description: "Does.", parameters: ["about": .string(String(repeating: "x", count: 5000))])
        let cut = ContentBound(bytes: 400).cut(definitions: [small, huge, small].json)
        #expect(cut == [small.json, ["type": "function", "name": "huge", "description": "Does.", "gluellm.cut_bytes": 5012], small.json])
    }

    @Test("Parameters of tools go first, then descriptions, then the last tools, and the last that stays tells how many")
    func definitions() throws {
        let parameters: JSONValue = ["type": "object", "properties": ["x": ["type": "string"]], "required": ["x"]]
        let tools = ["a", "b"].map { ToolDefinition(name: $0, description: String(repeating: "d", count: 100), parameters: parameters) }
        func cut(_ bytes: Int) -> [JSONValue] { ContentBound(bytes: bytes).cut(definitions: tools.json).array ?? [] }
        let whole = tools.json.bytes().count
        #expect(cut(whole) == tools.map(\.json))
        #expect(cut(whole - 1)[0] != tools[0].json && cut(whole - 1)[1] == tools[1].json)
        #expect(cut(whole - 100).allSatisfy { $0["parameters"] == nil && $0["description"] != nil })
        #expect(cut(200).map { $0["name"] } == ["a", "b"])
        #expect(cut(200).allSatisfy { $0["parameters"] == nil && $0["description"] == nil })
        #expect(cut(105).map { $0["name"] } == ["a"])
        #expect(cut(105).first?["gluellm.cut_tools"] == 1)
        #expect(cut(20) == [])
    }

    @Test(
        "What is too long and no list at all becomes an empty one",
        arguments: ["a long text instead", ["role": "and no list"]] as [JSONValue]
    )
    func noList(value: JSONValue) {
        #expect(ContentBound(bytes: 10).cut(messages: value) == [])
        #expect(ContentBound(bytes: 10).cut(definitions: value) == [])
        #expect(ContentBound(bytes: 100).cut(messages: value) == value)
    }

    @Test("Marks that came with a message from outside do not overflow")
    func hostileMarks() {
        let text = String(repeating: "x", count: 400)
        let part: JSONValue = ["type": "text", "content": .string(text), "gluellm.cut_bytes": .integer(.max)]
        let cut = ContentBound(bytes: 300).cut(messages: [["role": "user", "parts": [part]]])
        #expect(cut[0]?["parts"]?[0]?["gluellm.cut_bytes"] == .integer(.max))
    }

    @Test("A bound below the shortest list counts as that", arguments: [Int.min, -1, 0, 1, 2])
    func least(bytes: Int) {
        #expect(ContentBound(bytes: bytes).bytes == 2)
        #expect(ContentBound(bytes: bytes).cut(messages: [Message.user("x")].inputJSON) == [])
        #expect(ContentBound(bytes: bytes).cut(value: "long") == [:])
    }
}
