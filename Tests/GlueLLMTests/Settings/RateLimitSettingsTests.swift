import Testing

@testable import GlueLLM

@Suite("Rate limits by settings")
struct RateLimitSettingsTests {
    private func client(_ settings: ClientSettings, _ limiter: RateLimiter? = nil) throws -> LLMClient {
        try LLMClient(settings: settings, model: "openai:gpt-4o", environment: ["OPENAI_API_KEY": "k"], rateLimiter: limiter)
    }

    @Test(
        "Unless they are off a client is limited as they have it, by an algorithm of any name",
        arguments: ClientSettings.RateLimitAlgorithmName.allCases
    )
    func limits(algorithm: ClientSettings.RateLimitAlgorithmName) throws {
        var settings = ClientSettings()
        #expect(try client(settings).rateLimiter?.limits == [.standard])
        settings.rateLimitRequestsPerMinute = 7
        settings.rateLimitAlgorithm = algorithm
        let limit = try #require(client(settings).rateLimiter?.limits.first)
        #expect(limit.count == 7 && limit.period == .seconds(60) && limit.unit == .requests)
        #expect(limit.algorithm.rawValue == algorithm.rawValue.replacing("leaking", with: "leaky"))
        settings.rateLimitEnabled = false
        #expect(try client(settings).rateLimiter == nil)
    }

    @Test("Redis needs a store, and the error says which; a limiter of the caller's own is taken")
    func redis() throws {
        var settings = ClientSettings()
        settings.rateLimitBackend = .redis
        settings.rateLimitRedisURL = "redis://127.0.0.1:6379"
        let error = #expect(throws: LLMError.self) { try client(settings) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("RedisRateLimitStore") == true)
        let own = try settings.rateLimiter(store: InMemoryRateLimitStore())
        let limiter = try #require(own)
        #expect(try client(settings, limiter).rateLimiter?.limits == limiter.limits)
    }
}
