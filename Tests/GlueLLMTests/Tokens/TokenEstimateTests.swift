import GlueJSON
import GlueSemantics
import Testing

@testable import GlueLLM

@Suite("Estimates of tokens")
struct TokenEstimateTests {
    @Test("An estimate comes as near to the real count as it says", arguments: TokenSample.all)
    func near(sample: TokenSample) {
        let estimate = TokenEstimate.tokens(in: sample.text)
        let share = sample.bound == .close ? 0.15 : 0.35
        let allowed = max(Double(sample.tokens) * share, 3)
        #expect(abs(Double(estimate - sample.tokens)) <= allowed, "\(estimate), not \(sample.tokens)")
    }

    @Test("Nothing has no tokens, and more text never has fewer")
    func growth() {
        #expect(TokenEstimate.tokens(in: "") == 0)
        for sample in TokenSample.all {
            let letters = Array(sample.text)
            let counts = stride(from: 0, through: letters.count, by: 7).map { TokenEstimate.tokens(in: String(letters.prefix($0))) }
            // A letter may decide what the ones before it are: by one token, not more.
            #expect(zip(counts, counts.dropFirst()).allSatisfy { $1 >= $0 - 1 }, "\(sample.name)")
        }
    }

    @Test("A line of one letter, however long, takes time in proportion")
    func longRuns() {
        #expect(TokenEstimate.tokens(in: String(repeating: "-", count: 400_000)) == 10_000)
        #expect((100_000...200_000).contains(TokenEstimate.tokens(in: String(repeating: "a", count: 1_000_000))))
    }

    @Test("A message has a frame, and every part of it counts")
    func messages() {
        let text = TokenEstimate.tokens(in: Message.user("Hello"))
        #expect(text == 4)
        var named = Message.user("Hello")
        named.name = "Ada"
        #expect(TokenEstimate.tokens(in: named) == 6)
        let call = Message(.assistant, parts: [.toolCall(ToolCall(id: "1", name: "add", arguments: ["a": 1, "b": 2]))])
        #expect((12...25).contains(TokenEstimate.tokens(in: call)))
        #expect(TokenEstimate.tokens(in: .tool(id: "1", response: "Hello")) == 11)
        #expect(TokenEstimate.tokens(in: [.user("Hello"), .user("Hello")]) == 2 * text)
    }

    @Test(
        "Images count by their size, those elsewhere as middling ones",
        arguments: [(1_000, 85), (50_000, 425), (300_000, 765), (5_000_000, 1600)]
    )
    func images(bytes: Int, tokens: Int) {
        let image = MessagePart.blob(modality: "image", mimeType: "image/png", base64: String(repeating: "A", count: bytes / 3 * 4))
        #expect(TokenEstimate.tokens(in: image) == tokens)
        #expect(TokenEstimate.tokens(in: .uri(modality: "image", mimeType: nil, uri: "https://example.com/a.png")) == 765)
    }

    @Test("A request counts its tools and the schema of its answer")
    func request() {
        var request = ModelRequest(model: "m", messages: [.user("Hello")])
        let bare = TokenEstimate.tokens(in: request)
        #expect(bare == 7)
        request.tools = [ToolDefinition(name: "add", description: "Adds numbers", parameters: ["type": "object"])]
        let tools = TokenEstimate.tokens(in: request)
        #expect(tools > bare + 15)
        request.output = .schema(OutputSchema(name: "sum", schema: .object(["sum": .integer("The sum")])))
        #expect(TokenEstimate.tokens(in: request) > tools + 10)
    }
}
