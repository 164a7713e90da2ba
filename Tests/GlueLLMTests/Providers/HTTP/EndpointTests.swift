import Testing

@testable import GlueLLM

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "The path follows the base URL; query and port stay",
        arguments: [
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions", "api.openai.com", 443),
            ("https://api.openai.com/v1//", "https://api.openai.com/v1/chat/completions", "api.openai.com", 443),
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434/chat/completions", "127.0.0.1", 11434),
            ("http://[::1]:80/v1", "http://[::1]:80/v1/chat/completions", "::1", 80),
            ("https://x.example/d?api-version=1#top", "https://x.example/d/chat/completions?api-version=1", "x.example", 443),
        ]
    )
    func url(base: String, url: String, host: String, port: Int) throws {
        let endpoint = try Endpoint(baseURL: base, path: "chat/completions")
        #expect(endpoint.url == url)
        #expect(endpoint.server == ServerAddress(host: host, port: port))
    }

    @Test(
        "What is no address is refused with an example",
        arguments: ["", "localhost:8080", "ftp://x.example", "https://", "/v1", "ht tp://x"]
    )
    func invalid(base: String) {
        let error = #expect(throws: LLMError.self) { try Endpoint(baseURL: base, path: "p") }
        #expect(error?.kind == .configuration)
    }

    @Test("What spans and errors show has no secrets")
    func redacted() throws {
        let endpoint = try Endpoint(baseURL: "https://ann:pa55@x.example/v1?api_key=abc&v=1", path: "chat/completions")
        #expect(endpoint.redactedURL == "https://REDACTED:REDACTED@x.example/v1/chat/completions?api_key=REDACTED&v=1")
        let error = #expect(throws: LLMError.self) { try Endpoint(baseURL: "ftp://ann:pa55@x.example?api_key=abc", path: "p") }
        #expect(error?.message.contains("pa55") == false)
        #expect(error?.message.contains("abc") == false)
    }
}
