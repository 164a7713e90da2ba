import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Calls under a rate limit", .timeLimit(.minutes(3)))
struct RateLimitedCallTests {
    let clock = VirtualClock(patience: .seconds(120))
    let tracer = InMemoryTracer()

    private func client(_ provider: ScriptedProvider, _ limits: [RateLimit], maximumWait: Duration? = .seconds(120)) -> LLMClient {
        .scripted(provider, clock: clock) { client in
            client.tracer = tracer
            // Without a time limit that a clock which runs by itself would let strike.
            client.limits.attempt = .seconds(86_400)
            client.rateLimiter = RateLimiter(limits, maximumWait: maximumWait, clock: clock)
        }
    }

    @Test("A wait lies within the call's span, as an event with its length and its limit")
    func wait() async throws {
        let client = client(ScriptedProvider(always: "ok"), [try RateLimit(1, per: .seconds(60), algorithm: .gcra)])
        _ = try await client.complete("one")
        _ = try await client.complete("two")
        #expect(clock.waits == [.seconds(60)])
        let chats = tracer.finishedSpans.filter { $0.operationName == "chat gpt-4o" }
        #expect(chats.map(\.events.count) == [0, 1])
        let event = try #require(chats.last?.events.first)
        #expect(event.name == Glue.Events.rateLimitWait)
        #expect(event.attributes.get(Glue.Attributes.delay) == .double(60))
        #expect(event.attributes.get(Glue.Attributes.rateLimit) == .string("1 requests per 60.0 seconds (gcra by key and provider)"))
        #expect(chats.last?.isFailed == false)
    }

    @Test("Each attempt is admitted, once")
    func attempts() async throws {
        let provider = ScriptedProvider([.fails(.server), .fails(.server), "ok", "more"])
        let client = client(provider, [try RateLimit(3, per: .seconds(3600))], maximumWait: .zero)
        _ = try await client.complete("one")
        let error = await #expect(throws: LLMError.self) { try await client.complete("two") }
        #expect(error?.kind == .rateLimit)
        #expect(provider.requests.count == 3)
        #expect(error?.provider == "openai")
    }

    @Test("A wait that would be too long is no attempt and is not repeated")
    func tooLong() async throws {
        let provider = ScriptedProvider(always: "ok")
        let client = client(provider, [try RateLimit(1, per: .seconds(3600))], maximumWait: .seconds(5))
        _ = try await client.complete("one")
        await #expect(throws: LLMError.self) { try await client.complete("two") }
        #expect(provider.requests.count == 1)
        #expect(clock.waits.isEmpty)
        let chat = try #require(tracer.finishedSpans.last { $0.operationName == "chat gpt-4o" })
        #expect(chat.errorType == "rate_limit")
        #expect(chat.events.isEmpty)
    }

    @Test("Tokens are counted as the answer says, and not at all for what was turned away")
    func tokens() async throws {
        let usage = Usage(inputTokens: 40, outputTokens: 60)
        let provider = ScriptedProvider([.fails(.server), .text("ok", usage), .text("ok", usage)])
        let client = client(provider, [try RateLimit(200, .tokens, per: .seconds(3600))], maximumWait: .zero)
        // Estimated far below what it takes.
        _ = try await client.complete("hi")
        _ = try await client.complete("hi")
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
    }

    @Test("Whoever is cancelled while it waits makes no attempt, and the span says how long it waited")
    func cancelled() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(always: "ok")
        let client = LLMClient.scripted(provider, clock: clock) { [tracer] client in
            client.tracer = tracer
            client.rateLimiter = RateLimiter([.standard], clock: clock)
        }
        let limiter = try #require(client.rateLimiter)
        for _ in 1...60 { _ = try await limiter.acquire(RateLimitSubject(provider: "openai", model: "gpt-4o")) }
        let task = Task { try await client.complete("hi") }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(3))
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(provider.requests.isEmpty)
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(chat.events.first?.attributes.get(Glue.Attributes.delay) == .double(3))
        #expect(chat.errorType == "cancelled")
    }
}
