import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Calls with several keys", .timeLimit(.minutes(3)))
struct PooledKeyTests {
    static let secrets = ["sk-first-0123456789abcdef", "sk-second-0123456789abcdef"]

    let clock = VirtualClock()
    let tracer = InMemoryTracer()

    private func client(_ provider: any ModelProvider) throws -> LLMClient {
        let keys = try APIKeyPool(Self.secrets, coolDown: .seconds(20), clock: clock)
        return .scripted(provider, clock: clock) { client in
            client.tracer = tracer
            client.keys = keys
        }
    }

    @Test("Calls take the keys in turn")
    func rotation() async throws {
        let provider = ScriptedProvider(always: "ok")
        let client = try client(provider)
        for _ in 1...3 { _ = try await client.complete("hi") }
        #expect(provider.keys.map(\.?.secret) == [Self.secrets[0], Self.secrets[1], Self.secrets[0]])
    }

    @Test(
        "A refused or throttled key is no end of the attempt: the next one goes on at once",
        arguments: [LLMError.Kind.authentication, .rateLimit]
    )
    func next(kind: LLMError.Kind) async throws {
        let provider = ScriptedProvider([.fails(kind), "ok", "ok"])
        let client = try client(provider)
        let first = try APIKey(Self.secrets[0])
        _ = try await client.complete("hi")
        #expect(clock.waits.isEmpty)
        #expect(provider.attempts == [0, 1])
        _ = try await client.complete("hi")
        #expect(provider.keys.map(\.?.secret) == [Self.secrets[0], Self.secrets[1], Self.secrets[1]])
        let chat = try #require(tracer.finishedSpans.first { $0.operationName == "chat gpt-4o" })
        #expect(!chat.isFailed)
        #expect(chat.events.map(\.name) == [Glue.Events.keyChange])
        #expect(chat.events.first?.attributes.get(Glue.Attributes.keyID) == .string(first.id))
        #expect(chat.events.first?.attributes.get(Glue.Attributes.cause) == .string(kind.rawValue))
    }

    @Test("Without retries, too, another key is tried")
    func withoutRetries() async throws {
        let provider = ScriptedProvider([.fails(.authentication), "ok"])
        var client = try client(provider)
        client.retry = .never
        #expect(try await client.complete("hi").text == "ok")
    }

    @Test("When no key is left the error says what became of each")
    func none() async throws {
        let provider = ScriptedProvider(always: .failure(LLMError(.authentication, "no", status: 401)))
        let client = try client(provider)
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(provider.requests.count == 2)
        let error = await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(error?.kind == .authentication)
        #expect(error?.provider == "openai")
        #expect(error?.message.contains("sk-…cdef was refused with status 401; sk-…cdef was refused with status 401") == true)
        #expect(provider.requests.count == 2)
    }

    @Test("When all are throttled, the next attempt waits for the first that has cooled down")
    func allThrottled() async throws {
        let provider = ScriptedProvider([
            .fails(.rateLimit, retryAfter: .seconds(5)), .fails(.rateLimit, retryAfter: .seconds(9)), "ok",
        ])
        _ = try await client(provider).complete("hi")
        // The policy waits as long as the second key wants; the first is back before.
        #expect(clock.waits == [.seconds(9)])
        #expect(provider.keys.map(\.?.secret) == [Self.secrets[0], Self.secrets[1], Self.secrets[0]])
        #expect(provider.attempts == [0, 1, 2])
    }

    @Test("Over HTTP the key of the attempt is sent, and is seen nowhere, also where the server quotes it", arguments: [false, true])
    func secret(isStreamed: Bool) async throws {
        let pool = try APIKeyPool(Self.secrets)
        let answer: JSONValue = ["choices": [["message": ["role": "assistant", "content": "ok"], "finish_reason": "stop"]]]
        try await LoopbackServer.running({ index in
            index == 0
                ? .json(["error": ["message": .string("Incorrect API key provided: \(Self.secrets[0]).")]], status: 401) : .json(answer)
        }) { server, baseURL in
            let provider = try OpenAIProvider(baseURL: baseURL, apiKey: "sk-own-0123456789abcdefgh")
            var client = LLMClient.scripted(provider) { client in
                client.tracer = tracer
                client.keys = pool
            }
            #expect(try await text(client, isStreamed) == "ok")
            #expect(server.received.map { $0["Authorization"] } == Self.secrets.map { "Bearer \($0)" })
            let requests = tracer.finishedSpans.filter { $0.operationName == "POST" }
            #expect(requests.map { $0[Glue.Attributes.keyID] } == (try Self.secrets.map { try APIKey($0).id }))
            #expect(requests.map { $0.number("http.request.resend_count") } == [nil, 1])
            client.keys = nil
            _ = try await text(client, isStreamed)
            #expect(server.received.last?["Authorization"] == "Bearer sk-own-0123456789abcdefgh")
        }
        try await LoopbackServer.running({ _ in
            .json(["error": ["message": .string("no such key: \(Self.secrets.joined(separator: " "))")]], status: 401)
        }) { _, baseURL in
            let single = try APIKeyPool([Self.secrets[1]])
            let client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL)) { client in
                client.tracer = tracer
                client.keys = single
            }
            let error = await #expect(throws: LLMError.self) { try await text(client, isStreamed) }
            #expect(error?.kind == .authentication)
            #expect(error.map { "\($0) \($0.excerpt ?? "")" }?.contains(Self.secrets[1]) == false)
        }
        let all = tracer.finishedSpans.map(\.everything).joined()
        #expect(!all.isEmpty)
        for secret in Self.secrets { #expect(!all.contains(secret)) }
    }

    private func text(_ client: LLMClient, _ isStreamed: Bool) async throws(LLMError) -> String {
        isStreamed ? try await client.streamComplete("hi").result().value : try await client.complete("hi").text
    }
}
