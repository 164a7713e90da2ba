import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@testable import GlueLLM

@Suite("Hedged attempts", .timeLimit(.minutes(3)))
struct HedgingTests {
    let clock = ManualClock()
    let tracer = InMemoryTracer()

    private func client(_ provider: any ModelProvider, _ hedging: Hedging = Hedging(after: .seconds(2))) -> LLMClient {
        .scripted(provider, clock: clock) { client in
            client.tracer = tracer
            client.retry = .never
            client.hedging = hedging
        }
    }

    @Test("An attempt that takes long gets another one beside it; the first to answer wins and the other ends")
    func wins() async throws {
        let provider = ScriptedProvider([.hang, .text("second", Usage(inputTokens: 3, outputTokens: 4))])
        let client = client(provider)
        let task = Task { try await client.complete("hi") }
        // The attempt's time limit and the hedge's delay.
        await until { provider.requests.count == 1 && clock.sleepers == 2 }
        clock.advance(by: .seconds(2))
        let completion = try await task.value
        #expect(completion.text == "second")
        // Counted once.
        #expect(completion.usage?.totalTokens == 7)
        #expect(provider.attempts == [0, 1])
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(chat.events.map(\.name) == [Glue.Events.hedge])
        #expect(!chat.isFailed)
        #expect(clock.sleepers == 0)
    }

    @Test("An attempt that answers in time is the only one")
    func alone() async throws {
        let provider = ScriptedProvider(always: "first")
        #expect(try await client(provider).complete("hi").text == "first")
        #expect(provider.requests.count == 1)
        #expect(tracer.span("chat gpt-4o")?.events.isEmpty == true)
    }

    @Test("An attempt that fails for good ends the call; one that may pass leaves it to the other", arguments: [true, false])
    func fails(isPassing: Bool) async throws {
        let provider = ScriptedProvider([.hang, .fails(isPassing ? .server : .invalidRequest), "third"])
        let client = client(provider, Hedging(after: .seconds(2), extraAttempts: 2))
        let task = Task { try await client.complete("hi") }
        await until { provider.requests.count == 1 && clock.sleepers == 2 }
        clock.advance(by: .seconds(2))
        if isPassing {
            await until { provider.requests.count == 2 && clock.sleepers == 2 }
            clock.advance(by: .seconds(2))
            #expect(try await task.value.text == "third")
        } else {
            let error = await #expect(throws: LLMError.self) { try await task.value }
            #expect(error?.kind == .invalidRequest)
        }
        #expect(provider.requests.count == (isPassing ? 3 : 2))
    }

    @Test("Whoever cancels ends all attempts")
    func cancelled() async throws {
        let provider = ScriptedProvider(always: .hang)
        let client = client(provider)
        let task = Task { try await client.complete("hi") }
        await until { provider.requests.count == 1 && clock.sleepers == 2 }
        clock.advance(by: .seconds(2))
        await until { provider.requests.count == 2 }
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(clock.sleepers == 0)
    }

    @Test("Over HTTP both attempts are spans, the loser's request is closed, and each has its key and its permit")
    func spans() async throws {
        let isClosed = Log<Bool>()
        let answer: JSONValue = [
            "choices": [["message": ["role": "assistant", "content": "ok"], "finish_reason": "stop"]],
            "usage": ["prompt_tokens": 3, "completion_tokens": 4],
        ]
        let limiter = RateLimiter([try RateLimit(2, per: .seconds(3600), scope: [.provider])], maximumWait: .zero, clock: clock)
        let keys = try APIKeyPool(["k1", "k2"], clock: clock)
        try await LoopbackServer.running({ index in index == 0 ? .stall { isClosed.append(true) } : .json(answer) }) { server, baseURL in
            var client = client(try OpenAIProvider(baseURL: baseURL))
            client.rateLimiter = limiter
            client.keys = keys
            let task = Task { [client] in try await client.complete("hi") }
            await until { server.received.count == 1 && clock.sleepers == 2 }
            clock.advance(by: .seconds(2))
            #expect(try await task.value.usage?.totalTokens == 7)
            await until { !isClosed.entries.isEmpty }
            #expect(server.received.map { $0["Authorization"] } == ["Bearer k1", "Bearer k2"])
        }
        let requests = tracer.finishedSpans.filter { $0.operationName == "POST" }
        #expect(requests.count == 2)
        #expect(requests.compactMap(\.errorType) == ["cancelled"])
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(requests.allSatisfy { $0.parentSpanID == chat.spanID })
        #expect(chat.number(GenAI.Attributes.usageInputTokens) == 3)
        await #expect(throws: LLMError.self) { try await limiter.acquire(RateLimitSubject(provider: "openai", model: "gpt-4o")) }
    }
}
