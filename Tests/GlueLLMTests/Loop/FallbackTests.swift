import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Fallbacks", .timeLimit(.minutes(3)))
struct FallbackTests {
    let tracer = InMemoryTracer()
    let usage = Usage(inputTokens: 1_000_000, outputTokens: 0)

    private func client(_ provider: ScriptedProvider, _ fallbacks: Fallback, tools: [any Tool] = []) -> LLMClient {
        .scripted(provider, tools: tools) { client in
            client.tracer = tracer
            client.retry = .never
            client.fallbacks = fallbacks
            client.prices = PriceTable(
                date: "2026-01-01",
                prices: ["gpt-4o": Price(input: 2.5, output: 10), "b": Price(input: 0.25, output: 1)]
            )
        }
    }

    @Test("B12: where the primary model fails the next one answers; model, cost and span are its own, and one event tells")
    func movesOn() async throws {
        let provider = ScriptedProvider([.fails(.rateLimit), .text("from b", usage)])
        let completion = try await client(provider, Fallback([.model("b")])).complete("hi")
        #expect(completion.text == "from b")
        #expect(completion.model == "b")
        #expect(completion.cost == 0.25)
        #expect(completion.usage == usage)
        #expect(completion.rounds == 1)
        #expect(provider.requests.map(\.model) == ["gpt-4o", "b"])
        let agent = try #require(tracer.span("invoke_agent"))
        #expect(!agent.isFailed)
        #expect(agent.number(Glue.Attributes.costUSD) == 0.25)
        #expect(agent.events.map(\.name) == [Glue.Events.fallback])
        let event = try #require(agent.events.first)
        #expect(event.attributes.get(Glue.Attributes.fallbackFrom) == .string("openai:gpt-4o"))
        #expect(event.attributes.get(Glue.Attributes.fallbackTo) == .string("openai:b"))
        #expect(event.attributes.get(Glue.Attributes.cause) == .string("rate_limit"))
        #expect(tracer.span("chat gpt-4o")?.errorType == "rate_limit")
        #expect(tracer.span("chat b")?.number(Glue.Attributes.costUSD) == 0.25)
    }

    @Test(
        "B13: what another model would refuse too is the call's own error",
        arguments: [LLMError.Kind.invalidRequest, .cancelled, .contentFilter]
    )
    func stays(kind: LLMError.Kind) async throws {
        let provider = ScriptedProvider([.fails(kind), "from b"])
        let error = await #expect(throws: LLMError.self) { try await client(provider, Fallback([.model("b")])).complete("hi") }
        #expect(error?.kind == kind)
        #expect(provider.requests.count == 1)
        #expect(tracer.span("invoke_agent")?.events.isEmpty == true)
    }

    @Test(
        "These errors move on",
        arguments: [LLMError.Kind.rateLimit, .tokenLimit, .authentication, .connection, .timeout, .server]
    )
    func kinds(kind: LLMError.Kind) async throws {
        #expect(try await client(ScriptedProvider([.fails(kind), "from b"]), Fallback([.model("b")])).complete("hi").text == "from b")
    }

    @Test("Each model gets all attempts of the policy, and the last error is the call's")
    func attempts() async throws {
        let provider = ScriptedProvider(always: .fails(.server))
        var client = client(provider, Fallback([.model("b"), .model("c")]))
        client.retry = RetryPolicy(attempts: 2)
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .server)
        #expect(provider.requests.map(\.model) == ["gpt-4o", "gpt-4o", "b", "b", "c", "c"])
        #expect(provider.attempts == [0, 1, 0, 1, 0, 1])
        #expect(tracer.span("invoke_agent")?.events.count == 2)
    }

    @Test("A completion that moved on stays with the model that answered, tool rounds included")
    func sticky() async throws {
        let provider = ScriptedProvider([.fails(.connection), .calls(.add(1, 2)), "three"])
        let client = client(provider, Fallback([.model("b")]), tools: [Add()])
        #expect(try await client.complete("1 + 2?").model == "b")
        #expect(provider.requests.map(\.model) == ["gpt-4o", "b", "b"])
        // The next completion begins with the client's own model again.
        _ = try? await client.complete("hi")
        #expect(provider.requests.last.map(\.model) != nil && provider.requests[3].model == "gpt-4o")
    }

    @Test("Another provider gets its own keys and no other's, and its spans and prices are its own")
    func otherProvider() async throws {
        let primary = ScriptedProvider(always: .fails(.server))
        var other = ScriptedProvider(always: .text("from elsewhere", usage))
        other.name = "anthropic"
        other.server = ServerAddress(host: "api.anthropic.com", port: 443)
        let elsewhere = LLMClient.scripted(other) { $0.model = "claude" }
        var client = client(primary, Fallback([.client(elsewhere)]))
        client.keys = try APIKeyPool(["sk-of-the-primary-provider"])
        let completion = try await client.complete("hi")
        #expect(completion.model == "claude")
        // Unknown, and not that of another model.
        #expect(completion.cost == nil)
        #expect(primary.keys.map(\.?.secret) == ["sk-of-the-primary-provider"])
        #expect(other.keys == [nil])
        #expect(tracer.span("chat claude")?[GenAI.Attributes.providerName] == "anthropic")
    }

    @Test("A stream of which nothing was seen moves on; one of which something was does not")
    func streamed() async throws {
        let provider = ScriptedProvider([.fails(.server), "from b"])
        let (completion, value) = try await client(provider, Fallback([.model("b")])).streamComplete("hi").result()
        #expect(value == "from b")
        #expect(completion.model == "b")

        let breaking = BreakingProvider()
        var client = client(provider, Fallback([.model("b")]))
        client.provider = breaking
        let error = await #expect(throws: LLMError.self) { try await client.streamComplete("hi").result() }
        #expect(error?.kind == .connection)
        #expect(error?.partialOutput?.text == "half")
    }
}

/// Streams half an answer and breaks off.
private struct BreakingProvider: ModelProvider {
    let name = "openai"
    let server: ServerAddress? = nil

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse { throw LLMError(.other, "streams alone") }

    func stream(
        _ request: ModelRequest,
        attempt: Attempt,
        to receive: (ModelEvent) async throws(LLMError) -> Void
    ) async throws(LLMError) {
        try await receive(.text("half"))
        throw LLMError(.connection, "broke off")
    }
}
