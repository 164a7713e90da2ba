import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueLLM

@Suite("Trimming conversations")
struct TrimmingTests {
    /// A message of about so many tokens.
    private static func long(_ role: Role, _ words: Int = 100) -> Message {
        Message(role, parts: [.text(String(repeating: "word ", count: words))])
    }

    private static func round(_ id: String, words: Int = 100) -> [Message] {
        [
            Message(.assistant, parts: [.toolCall(.add(1, 2, id: id))]),
            .tool(id: id, response: .string(String(repeating: "word ", count: words))),
        ]
    }

    @Test("What fits stays as it is")
    func fits() {
        let messages = [Message.system("s"), .user("a"), .assistant("b"), .user("c")]
        #expect(messages.trimmed(toTokens: 1000) == messages)
    }

    @Test("Whole exchanges go first, the oldest first; system prompt and last prompt stay")
    func exchanges() {
        let messages =
            [.system("s"), Self.long(.user), Self.long(.assistant)] + [Self.long(.user)] + Self.round("1") + [.assistant("b"), .user("c")]
        let last = [Message.system("s"), .user("c")]
        #expect(messages.trimmed(toTokens: 300) == [messages[0]] + messages[3...])
        #expect(messages.trimmed(toTokens: 50) == last)
        #expect(messages.trimmed(toTokens: 0) == last)
    }

    @Test("A prompt whose tool rounds grow too long loses the oldest of them, never the one that the model has not seen")
    func rounds() {
        let messages = [Message.system("s"), .user("do it")] + Self.round("1") + Self.round("2") + Self.round("3")
        #expect(messages.trimmed(toTokens: 280) == Array(messages[..<2] + messages[4...]))
        #expect(messages.trimmed(toTokens: 10) == Array(messages[..<2] + messages[6...]))
    }

    @Test("Whatever is asked for: no tool call without its answers, no answer without its call, the prompt is there")
    func neverParted() throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<500 {
            var messages = [Message.system("s")]
            for exchange in 0..<Int.random(in: 1...6, using: &random) {
                messages.append(Self.long(.user, Int.random(in: 1...50, using: &random)))
                for call in 0..<Int.random(in: 0...3, using: &random) {
                    messages += Self.round("\(exchange).\(call)", words: Int.random(in: 1...80, using: &random))
                    if Bool.random(using: &random) { messages += [.tool(id: "\(exchange).\(call)b", response: "also")] }
                }
                if Bool.random(using: &random) { messages.append(Self.long(.assistant, 5)) }
            }
            let bound = Int.random(in: 0...400, using: &random)
            let kept = messages.trimmed(toTokens: bound)
            #expect(kept.first == messages[0] && kept.last == messages.last)
            #expect(kept.contains(try #require(messages.last { $0.role == .user })))
            #expect(kept.count < 2 || kept[1].role == .user)
            for (place, message) in kept.enumerated() where message.role == .tool {
                #expect(kept[place - 1].role == .tool || !kept[place - 1].toolCalls.isEmpty)
            }
            for (place, message) in kept.enumerated() where !message.toolCalls.isEmpty {
                #expect(kept.indices.contains(place + 1) && kept[place + 1].role == .tool)
            }
            // It is no shorter than it has to be: with one more exchange or round it would be too long.
            if kept.count < messages.count { #expect(TokenEstimate.tokens(in: messages) > bound) }
        }
    }

    @Test("A summary at the beginning outlives what came after it")
    func summary() {
        let messages = [SummaryPolicy.message("It was about apples."), Self.long(.user), Self.long(.assistant), .user("c")]
        #expect(messages.trimmed(toTokens: 100) == [messages[0], messages[3]])
    }

    @Test("A conversation is trimmed in place")
    func conversation() {
        var conversation = Conversation(messages: [Self.long(.user), Self.long(.assistant), .user("c")])
        conversation.trim(toTokens: 20)
        #expect(conversation.messages == [.user("c")])
    }
}
