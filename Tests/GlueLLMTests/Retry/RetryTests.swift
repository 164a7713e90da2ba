import GlueSemantics
import InMemoryTracing
import Synchronization
import Testing
import Tracing

@testable import GlueLLM

@Suite("Retries", .timeLimit(.minutes(3)))
struct RetryTests {
    let clock = VirtualClock()
    let tracer = InMemoryTracer()

    private func client(_ provider: ScriptedProvider, _ change: (inout LLMClient) -> Void = { _ in }) -> LLMClient {
        .scripted(provider, clock: clock) { client in
            client.tracer = tracer
            change(&client)
        }
    }

    @Test("B01: two refusals and an answer are three attempts, and the call is no failure")
    func recovers() async throws {
        let provider = ScriptedProvider([.fails(.rateLimit), .fails(.rateLimit), "ok"])
        let completion = try await client(provider).complete("hi")
        #expect(completion.text == "ok")
        #expect(completion.rounds == 1)
        #expect(provider.attempts == [0, 1, 2])
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(!chat.isFailed)
        #expect(chat.errorType == nil)
        #expect(chat.events.map(\.name) == [Glue.Events.retry, Glue.Events.retry])
        #expect(chat.events.map { $0.attributes.get(Glue.Attributes.attempt) } == [.int64(1), .int64(2)])
        #expect(chat.events.map { $0.attributes.get(Glue.Attributes.cause) } == [.string("rate_limit"), .string("rate_limit")])
        #expect(chat.events.map { $0.attributes.get(Glue.Attributes.delay) } == [.double(2), .double(2)])
    }

    @Test("B02: the third refusal is the call's, after waits of 2 s")
    func givesUp() async throws {
        let provider = ScriptedProvider(always: .fails(.rateLimit))
        let error = await #expect(throws: LLMError.self) { try await client(provider).complete("hi") }
        #expect(error?.kind == .rateLimit)
        #expect(provider.requests.count == 3)
        #expect(clock.waits == [.seconds(2), .seconds(2)])
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(chat.isFailed)
        #expect(chat.errorType == "rate_limit")
        #expect(tracer.span("invoke_agent")?.errorType == "rate_limit")
    }

    @Test("B03: waits grow up to the maximum, and the error names the round")
    func grows() async throws {
        let provider = ScriptedProvider(always: .fails(.rateLimit))
        let client = client(provider) {
            $0.retry = RetryPolicy(attempts: 5, backoff: Backoff(initial: .seconds(1), maximum: .seconds(6), multiplier: 2))
        }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(clock.waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(6)])
        #expect(provider.requests.count == 5)
        #expect(error?.message.hasPrefix("iteration 1/10: ") == true)
    }

    @Test("B04: what does not pass by itself is not repeated", arguments: [LLMError.Kind.tokenLimit, .authentication, .invalidRequest])
    func hopeless(kind: LLMError.Kind) async throws {
        let provider = ScriptedProvider(always: .fails(kind))
        let error = await #expect(throws: LLMError.self) { try await client(provider).complete("hi") }
        #expect(error?.kind == kind)
        #expect(provider.requests.count == 1)
    }

    @Test("B05: without retries there is one attempt and nobody is asked")
    func never() async throws {
        let provider = ScriptedProvider(always: .fails(.rateLimit))
        let asked = Mutex(0)
        let patient = client(provider) {
            $0.retry = RetryPolicy(attempts: 5) { _ in
                asked.withLock { $0 += 1 }
                return true
            }
        }
        var client = patient
        client.retry.attempts = 1
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(provider.requests.count == 1)
        #expect(asked.withLock { $0 } == 0)
    }

    @Test(
        "B06, B08: only the kinds that the policy names are repeated, whatever its hook says",
        arguments: [
            ([.rateLimit], .connection, 1), ([.connection], .timeout, 2), ([.rateLimit], .rateLimit, 2), ([.timeout], .connection, 1),
        ] as [(Set<LLMError.Kind>, LLMError.Kind, Int)],
        [false, true]
    )
    func kinds(case: (kinds: Set<LLMError.Kind>, error: LLMError.Kind, calls: Int), hasHook: Bool) async throws {
        let provider = ScriptedProvider([.fails(`case`.error), "ok"])
        let client = client(provider) {
            $0.retry = RetryPolicy(kinds: `case`.kinds)
            if hasHook { $0.retry.revise = { _ in true } }
        }
        _ = try? await client.complete("hi")
        #expect(provider.requests.count == `case`.calls)
    }

    @Test("A hook can change the next request, and can end the attempts")
    func hook() async throws {
        let provider = ScriptedProvider([.fails(.rateLimit), .fails(.rateLimit), "ok"])
        let client = client(provider) {
            $0.retry = RetryPolicy(attempts: 5) { situation in
                situation.request.parameters.maxTokens = 7
                return situation.attempt < 2
            }
        }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .rateLimit)
        #expect(provider.requests.map(\.parameters.maxTokens) == [nil, 7])
    }

    @Test("B10: an attempt that takes too long is a timeout, is repeated and told")
    func timeout() async throws {
        let provider = ScriptedProvider(always: .hang)
        let client = client(provider) { $0.limits.attempt = .milliseconds(100) }
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .timeout)
        #expect(error?.isRetryable == true)
        #expect(error?.message.contains("raise limits.attempt") == true)
        #expect(provider.requests.count == 3)
        let chat = try #require(tracer.span("chat gpt-4o"))
        #expect(chat.errorType == "timeout")
        #expect(chat.events.map { $0.attributes.get(Glue.Attributes.cause) } == [.string("timeout"), .string("timeout")])
    }

    @Test("Retry-After is waited for, within the maximum")
    func retryAfter() async throws {
        let provider = ScriptedProvider([.fails(.rateLimit, retryAfter: .seconds(9)), .fails(.rateLimit, retryAfter: .seconds(90)), "ok"])
        _ = try await client(provider).complete("hi")
        #expect(clock.waits == [.seconds(9), .seconds(30)])
    }

    @Test("A wait that would end after the budget is not begun")
    func budget() async throws {
        let provider = ScriptedProvider(always: .fails(.server))
        let client = client(provider) { $0.retry = RetryPolicy(attempts: 9, backoff: Backoff(multiplier: 1), budget: .seconds(5)) }
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(clock.waits == [.seconds(2), .seconds(2)])
        #expect(provider.requests.count == 3)
    }

    @Test("Whoever cancels during a wait gets a cancellation, and no further attempt")
    func cancelledWait() async throws {
        let provider = ScriptedProvider(always: .fails(.rateLimit))
        // Without patience, the wait of two seconds lasts until it is cancelled.
        let client = LLMClient.scripted(provider, clock: VirtualClock(patience: .zero)) { [tracer] in $0.tracer = tracer }
        let task = Task { try await client.complete("hi") }
        while tracer.activeSpans.first(where: { !$0.events.isEmpty }) == nil { await Task.yield() }
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(provider.requests.count == 1)
        #expect(tracer.span("chat gpt-4o")?.errorType == "cancelled")
    }

    @Test("Whoever cancels during an attempt gets a cancellation, not what the provider made of it")
    func cancelledAttempt() async throws {
        let (began, signal) = AsyncStream.makeStream(of: Void.self)
        let provider = ScriptedProvider(always: .hang(began: { signal.yield() }))
        let task = Task { [client = client(provider)] in try await client.complete("hi") }
        for await _ in began { break }
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.isRetryable == false)
        #expect(provider.requests.count == 1)
    }
}
