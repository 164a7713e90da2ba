import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Summaries", .timeLimit(.minutes(2)))
struct SummaryTests {
    private static let history: [Message] = (1...3).flatMap { [.user("question \($0)"), .assistant("answer \($0)")] }

    private static func client(
        _ provider: ScriptedProvider,
        _ policy: SummaryPolicy = SummaryPolicy(threshold: 4, keepRecent: 2),
        tracer: InMemoryTracer = InMemoryTracer()
    ) -> LLMClient {
        .scripted(provider, tools: [Add()]) {
            $0.systemPrompt = "Be terse."
            $0.tracer = tracer
            $0.conversationPolicy = ConversationPolicy(summary: policy)
        }
    }

    @Test("C18: what is older than the last two messages becomes a summary")
    func summarized() async throws {
        let provider = ScriptedProvider([
            .text("SUM", Usage(inputTokens: 100, outputTokens: 10)), .text("ok", Usage(inputTokens: 50, outputTokens: 5)),
        ])
        let tracer = InMemoryTracer()
        var conversation = Conversation(messages: Self.history)
        let completion = try await Self.client(provider, tracer: tracer).complete("question 4", in: &conversation)

        let summary = Message.user("[Conversation Summary]\nSUM")
        #expect(provider.requests.count == 2)
        #expect(provider.requests[0].messages.map(\.role) == [.system, .user] && provider.requests[0].tools.isEmpty)
        #expect(provider.requests[0].messages[1].text.contains("user: question 1\nassistant: answer 1"))
        #expect(!provider.requests[0].messages[1].text.contains("answer 3"))
        #expect(provider.requests[1].messages == [.system("Be terse."), summary, .assistant("answer 3"), .user("question 4")])

        // Written back once: the next call does not summarise the same again.
        #expect(conversation.messages == [summary, .assistant("answer 3"), .user("question 4"), .assistant("ok")])
        // Its tokens are billed, its call is traced, and it is no round of the completion.
        #expect(completion.usage == Usage(inputTokens: 150, outputTokens: 15) && completion.rounds == 1)
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(tracer.children(of: agent).map(\.operationName) == ["chat gpt-4o", "chat gpt-4o"])
        let event = try #require(agent.events.first { $0.name == "gluellm.summary" })
        #expect(event.attributes.get("gluellm.conversation.messages_summarized") == .int64(5))
    }

    @Test("C18: a summary that fails leaves everything as it was")
    func failed() async throws {
        let provider = ScriptedProvider([.fails(.invalidRequest), "ok"])
        let tracer = InMemoryTracer()
        var conversation = Conversation(messages: Self.history)
        _ = try await Self.client(provider, tracer: tracer).complete("question 4", in: &conversation)
        #expect(provider.requests[1].messages == [.system("Be terse.")] + Self.history + [.user("question 4")])
        #expect(conversation.messages == Self.history + [.user("question 4"), .assistant("ok")])
        let event = try #require(tracer.span("invoke_agent")?.events.first { $0.name == "gluellm.summary" })
        #expect(event.attributes.get("gluellm.cause") == .string("invalid_request"))
        #expect(tracer.span("invoke_agent")?.isFailed == false)
    }

    @Test("It is made again like any call, by the model that the policy names, and an empty one counts for nothing")
    func ordinary() async throws {
        let provider = ScriptedProvider([.fails(.server), "SUM", "ok"])
        var conversation = Conversation(messages: Self.history)
        let policy = SummaryPolicy(threshold: 4, keepRecent: 2, model: "gpt-4o-mini")
        _ = try await Self.client(provider, policy).complete("question 4", in: &conversation)
        #expect(provider.requests.map(\.model) == ["gpt-4o-mini", "gpt-4o-mini", "gpt-4o"])

        let silent = ScriptedProvider(["  \n", "ok"])
        var kept = Conversation(messages: Self.history)
        _ = try await Self.client(silent).complete("question 4", in: &kept)
        #expect(kept.messages == Self.history + [.user("question 4"), .assistant("ok")])
    }

    @Test("A conversation up to the threshold is left alone", arguments: [(7, 2), (8, 1)])
    func threshold(threshold: Int, calls: Int) async throws {
        let provider = ScriptedProvider(always: "ok")
        var conversation = Conversation(messages: Self.history)
        _ = try await Self.client(provider, SummaryPolicy(threshold: threshold, keepRecent: 2)).complete("q", in: &conversation)
        #expect(provider.requests.count == calls)
    }

    @Test("A tool call is not parted from its answers, and rounds within a call are not summarised")
    func toolRounds() async throws {
        let call = Message(.assistant, parts: [.toolCall(.add(1, 2))])
        let history = [.user("a"), .assistant("b"), .user("c"), call, .tool(id: "call_1", response: "3")]
        let provider = ScriptedProvider(["SUM", .calls(.add(3, 4)), "ok"])
        var conversation = Conversation(messages: history)
        _ = try await Self.client(provider).complete("d", in: &conversation)
        #expect(provider.requests.count == 3)
        let kept = [Message.user("[Conversation Summary]\nSUM"), call, history[4], .user("d")]
        #expect(provider.requests[1].messages == [.system("Be terse.")] + kept)
        #expect(Array(conversation.messages.prefix(4)) == kept)
    }

    @Test("A streamed completion summarises, too, without a word of it in the stream")
    func streamed() async throws {
        let provider = ScriptedProvider(["SUM", "ok"])
        var conversation = Conversation(messages: Self.history)
        let (completion, text) = try await Self.client(provider).streamComplete("question 4", in: conversation).result()
        conversation.append(completion)
        #expect(text == "ok")
        #expect(conversation.messages.first == .user("[Conversation Summary]\nSUM") && conversation.messages.count == 4)
    }

    @Test("A bound on tokens leaves the oldest out of what is sent, not out of the conversation")
    func trimmed() async throws {
        let provider = ScriptedProvider(["ok"])
        let tracer = InMemoryTracer()
        var client = Self.client(provider, tracer: tracer)
        client.conversationPolicy = ConversationPolicy(tokens: 25)
        var conversation = Conversation(messages: Self.history)
        _ = try await client.complete("question 4", in: &conversation)
        let sent = provider.requests[0].messages
        #expect(sent.first == .system("Be terse.") && sent.last == .user("question 4") && sent.count < 6)
        #expect(conversation.messages.count == 8)
        let event = try #require(tracer.span("invoke_agent")?.events.first { $0.name == "gluellm.trim" })
        #expect(event.attributes.get("gluellm.conversation.messages_dropped") == .int64(Int64(8 - sent.count)))
    }
}
