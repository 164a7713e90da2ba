import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Calls under a circuit breaker and a budget", .timeLimit(.minutes(3)))
struct GuardedCallTests {
    let clock = VirtualClock()
    let tracer = InMemoryTracer()

    private func client(
        _ provider: ScriptedProvider,
        tools: [any Tool] = [],
        _ change: (inout LLMClient) -> Void = { _ in }
    ) -> LLMClient {
        .scripted(provider, tools: tools, clock: clock) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    @Test("A server that fails is called no more, also within the attempts of one call, and the error names it")
    func breaker() async throws {
        let provider = ScriptedProvider(always: .fails(.server))
        let client = client(provider) { client in
            client.retry = RetryPolicy(attempts: 9, backoff: Backoff(initial: .zero, maximum: .zero))
            client.breaker = CircuitBreaker(CircuitBreaker.Policy(minimumCalls: 4), clock: ManualClock())
        }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(provider.requests.count == 4)
        #expect(error?.kind == .connection)
        #expect(error?.message.contains("api.openai.com:443 is not called, as 4 of 4 calls failed") == true)
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(provider.requests.count == 4)
        let chat = try #require(tracer.finishedSpans.last { $0.operationName == "chat gpt-4o" })
        #expect(chat.errorType == "connection")
        #expect(chat.events.isEmpty)
    }

    @Test("An open circuit takes no permit and no key, and a fallback goes on elsewhere at once")
    func openCircuit() async throws {
        let breaker = CircuitBreaker(CircuitBreaker.Policy(minimumCalls: 1), clock: clock)
        let limiter = RateLimiter([try RateLimit(3, per: .seconds(3600), scope: [])], maximumWait: .zero, clock: clock)
        var elsewhere = ScriptedProvider(always: "from elsewhere")
        elsewhere.server = ServerAddress(host: "other", port: 443)
        let client = client(ScriptedProvider(always: .fails(.server))) { [elsewhere] client in
            client.retry = .never
            client.breaker = breaker
            client.rateLimiter = limiter
            client.fallbacks = Fallback([.client(.scripted(elsewhere))])
        }
        #expect(try await client.complete("hi").text == "from elsewhere")
        #expect(breaker.condition(of: "api.openai.com:443") == .open)
        // The open circuit takes no permit: the third one is there for the model that answers.
        #expect(try await client.complete("hi").text == "from elsewhere")
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .rateLimit)
        #expect(tracer.finishedSpans.filter { $0.operationName == "invoke_agent" }.allSatisfy { $0.events.count == 1 })
    }

    @Test("A budget stops tools that run away, before the call that would go over it")
    func runaway() async throws {
        let provider = ScriptedProvider(always: .calls(.add(1, 1), usage: Usage(inputTokens: 90, outputTokens: 10)))
        let budget = Budget(Budget.Bounds(tokens: 350))
        let client = client(provider, tools: [Add()]) { client in
            client.limits.rounds = 1000
            client.budget = budget
        }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .budget)
        #expect(provider.requests.count == 3)
        #expect(budget.spent.tokens == 300)
        #expect(tracer.span("invoke_agent")?.errorType == "budget")
        #expect(error?.message.contains("of the budget of 350 tokens 300 are spent or in use") == true)
        #expect(error?.message.hasPrefix("iteration 4/1000: ") == true)
    }

    @Test("What a tool calls draws from the budget of the call around it")
    func nested() async throws {
        let budget = Budget(Budget.Bounds(calls: 3))
        let inner = ScriptedProvider(always: "inner")
        let innerClient = client(inner)
        let ask = AnyTool.plain("ask") { .string(try await innerClient.complete("inside").text) }
        let call = ToolCall(id: "1", name: "ask", arguments: [:])
        let outer = ScriptedProvider([.calls(call), .calls(call), "done"])
        let client = client(outer, tools: [ask]) { $0.budget = budget }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        // The outer call, the inner one, the outer one again; then the inner one is refused, which is an answer of the tool.
        #expect(error?.kind == .budget)
        #expect(inner.requests.count == 1)
        #expect(outer.requests.count == 2)
        #expect(budget.spent.calls == 3)
        // Outside of that call the inner client is bound by nothing.
        _ = try await innerClient.complete("outside")
    }

    @Test("A budget in dollars counts what the price table says, and refuses a model without a price")
    func cost() async throws {
        let provider = ScriptedProvider(always: .text("ok", Usage(inputTokens: 100_000, outputTokens: 0)))
        let budget = Budget(Budget.Bounds(cost: 0.5))
        var client = client(provider) { client in
            client.budget = budget
            client.prices = PriceTable(date: "2026-01-01", prices: ["gpt-4o": Price(input: 2.5, output: 10)])
        }
        for _ in 1...2 { _ = try await client.complete("hi") }
        #expect(budget.spent.cost == 0.5)
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        client.model = "unheard-of"
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .budget)
        #expect(error?.message.contains("has no price") == true)
        #expect(provider.requests.count == 2)
    }
}
