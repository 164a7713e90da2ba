import GlueJSON
import GlueSemantics
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@testable import GlueLLM

@Suite("A streamed completion")
struct CompletionStreamTests {
    private func client(_ provider: ScriptedProvider, tools: [any Tool] = [], change: (inout LLMClient) -> Void = { _ in }) -> (
        LLMClient, InMemoryTracer
    ) {
        let tracer = InMemoryTracer()
        let client = LLMClient.scripted(provider, tools: tools) {
            $0.tracer = tracer
            $0.contentCapture = .spans
            change(&$0)
        }
        return (client, tracer)
    }

    @Test("E01: pieces come as they are written, the whole comes last and goes on in the conversation")
    func text() async throws {
        let provider = ScriptedProvider([
            .pieces([
                .started(id: "r1", model: "gpt-4o"), .text("he"), .text("llo"), .finished(.stop),
                .usage(Usage(inputTokens: 3, outputTokens: 2)),
            ])
        ])
        let (client, tracer) = client(provider)
        var conversation = Conversation()
        var texts: [String] = []
        for try await event in client.streamComplete("hi", in: conversation) {
            switch event {
            case .text(let text): texts.append(text)
            case .finished(let completion, let value):
                texts.append(value)
                conversation.messages += completion.exchange
            default: break
            }
        }
        #expect(texts == ["he", "llo", "hello"])
        #expect(conversation.messages == [.user("hi"), .assistant("hello")])

        let span = try #require(tracer.span("chat gpt-4o"))
        #expect(span.attributes.get(GenAI.Attributes.requestStream) == .bool(true))
        #expect(span.number(GenAI.Attributes.responseTimeToFirstChunk) != nil)
        #expect(span.number(GenAI.Attributes.usageOutputTokens) == 2)
        #expect(!span.isFailed)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("E02: a tool round continues the stream, and nothing is said that the model did not say")
    func toolRound() async throws {
        let provider = ScriptedProvider([
            .pieces([
                .text("thinking "),
                .toolCall(ToolCallPiece(index: 0, id: "call_1", name: "add", arguments: "{\"a\":1,")),
                .toolCall(ToolCallPiece(index: 0, arguments: "\"b\":2}")),
                .finished(.toolCall),
            ]),
            .pieces([.text("3"), .finished(.stop)]),
        ])
        let (client, _) = client(provider, tools: [Add()])
        var seen: [String] = []
        var last: Completion?
        for try await event in client.streamComplete("1 + 2?") {
            switch event {
            case .text(let text): seen.append(text)
            case .toolRun(let run): seen.append("\(run.call.name) = \(run.response.text())")
            case .finished(let completion, _): last = completion
            default: break
            }
        }
        #expect(seen == ["thinking ", "add = 3", "3"])
        #expect(last?.toolRuns.count == 1)
        let second = try #require(provider.requests.last?.messages)
        #expect(second.dropFirst().first == Message(.assistant, parts: [.text("thinking "), .toolCall(.add(1, 2))]))
        #expect(second.last == .tool(id: "call_1", response: 3))
    }

    @Test("E04: an answer that breaks off is a typed error on the call and on its span, with what had come")
    func broken() async throws {
        let provider = ScriptedProvider([
            .pieces([.text("half"), .usage(Usage(inputTokens: 5, outputTokens: 1))], LLMError(.connection, "the connection broke off"))
        ])
        let (client, tracer) = client(provider)
        var texts: [String] = []
        let error = await #expect(throws: LLMError.self) {
            for try await event in client.streamComplete("hi") {
                if case .text(let text) = event { texts.append(text) }
            }
        }
        #expect(texts == ["half"])
        #expect(error?.kind == .connection)
        #expect(error?.partialOutput?.text == "half")
        #expect(error?.usage?.outputTokens == 1)
        #expect(provider.requests.count == 1, "what the caller has seen is not asked for again")

        let span = try #require(tracer.span("chat gpt-4o"))
        #expect(span.errorType == "connection")
        #expect(span.attributes.get(GenAI.Attributes.responseFinishReasons) == .stringArray(["error"]))
        #expect(span[GenAI.Attributes.outputMessages]?.contains("half") == true)
        #expect(tracer.span("invoke_agent")?.number(Glue.Attributes.usageOutputTokens) == 1)
    }

    @Test("An answer that breaks off before its first piece is asked for again")
    func brokenBeforeTheFirstPiece() async throws {
        let provider = ScriptedProvider([.pieces([], LLMError(.connection, "reset")), .pieces([.text("ok"), .finished(.stop)])])
        let (client, _) = client(provider)
        let (completion, _) = try await client.streamComplete("hi").result()
        #expect(completion.text == "ok")
        #expect(provider.attempts == [0, 1])
    }

    @Test("Whoever stops reading ends the call: its span ends once, as cancelled, with what had come")
    func stopped() async throws {
        let provider = ScriptedProvider([.pieces((0..<1000).map { .text("\($0) ") } + [.finished(.stop)])])
        let (client, tracer) = client(provider)
        for try await event in client.streamComplete("count") {
            if case .text("3 ") = event { break }
        }
        while !tracer.activeSpans.isEmpty || tracer.finishedSpans.isEmpty { await Task.yield() }
        #expect(provider.passed <= 5, "the provider is read no further ahead than a piece or two")
        let span = try #require(tracer.span("chat gpt-4o"))
        #expect(span.errorType == "cancelled")
        #expect(span[GenAI.Attributes.outputMessages]?.contains("3 ") == true)
    }

    @Test("A cancelled reader gets a typed error and no task is left")
    func cancelled() async throws {
        let provider = ScriptedProvider(always: .pieces((0..<1_000_000).map { .text("\($0) ") }))
        let (client, tracer) = client(provider) { $0.contentCapture = .off }
        let began = Mutex(false)
        let task = Task {
            for try await _ in client.streamComplete("count") { began.withLock { $0 = true } }
        }
        while !began.withLock({ $0 }) { await Task.yield() }
        task.cancel()
        let result = await task.result
        #expect(throws: LLMError.self) { try result.get() }
        while !tracer.activeSpans.isEmpty { await Task.yield() }
        #expect(tracer.span("invoke_agent")?.errorType == "cancelled")
    }

    @Test("What a reader takes does not count against the limit of an attempt")
    func slowReader() async throws {
        let provider = ScriptedProvider([.pieces([.text("a"), .text("b"), .finished(.stop)])])
        let (client, _) = client(provider) {
            $0.clock = ContinuousClock()
            $0.limits.attempt = .seconds(2)
        }
        var texts = ""
        for try await event in client.streamComplete("hi") {
            guard case .text(let text) = event else { continue }
            texts += text
            if text == "a" { try await Task.sleep(for: .milliseconds(2500)) }
        }
        #expect(texts == "ab")
    }

    @Test("Text of one choice becomes one part, calls stand where they began, pieces without a place make no room for millions")
    func assembly() {
        var assembly = ResponseAssembly()
        for event: ModelEvent in [
            .reasoning("h"), .reasoning("m"), .text("a"), .toolCall(ToolCallPiece(index: 1, id: "x", name: "f", arguments: "{")),
            .text("b"), .toolCall(ToolCallPiece(index: 1, arguments: "}")), .toolCall(ToolCallPiece(index: 1, id: "y", name: "g")),
            .text("far", choice: 2_000_000_000), .finished(nil),
        ] { assembly.add(event) }
        let choices = assembly.response.choices
        #expect(
            choices[0].parts == [
                .reasoning("hm"), .text("a"), .toolCall(ToolCall(id: "x", name: "f", arguments: .object([:]))), .text("b"),
                .toolCall(ToolCall(id: "y", name: "g", arguments: .null)),
            ]
        )
        #expect(choices.count == 1024)
        #expect(choices.last?.text == "far")
    }

    @Test("An answer and its pieces are the same")
    func roundTrip() {
        let response = ModelResponse(
            id: "r",
            model: "m",
            choices: [
                Message(
                    .assistant,
                    parts: [.reasoning("hm"), .text("a"), .toolCall(.add(1, 2)), .uri(modality: "image", mimeType: nil, uri: "https://x")],
                    finishReason: .stop
                ), Message(.assistant, parts: [.text("b")], finishReason: .length),
            ],
            usage: Usage(inputTokens: 1, outputTokens: 2),
            details: ["k": "v"],
            tokenProbabilities: [[TokenProbability(token: "a", logProbability: -0.5)], []]
        )
        var assembly = ResponseAssembly()
        for event in response.events { assembly.add(event) }
        #expect(assembly.response == response)
    }
}
