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
        let endpoint = try Endpoint(baseURL: base)
        #expect(endpoint.url("chat/completions") == url)
        #expect(endpoint.server == ServerAddress(host: host, port: port))
    }

    @Test(
        "What is no address is refused with an example",
        arguments: ["", "localhost:8080", "ftp://x.example", "https://", "/v1", "ht tp://x"]
    )
    func invalid(base: String) {
        let error = #expect(throws: LLMError.self) { try Endpoint(baseURL: base) }
        #expect(error?.kind == .configuration)
    }

    @Test("A request's own query follows that of the base URL")
    func query() throws {
        #expect(try Endpoint(baseURL: "https://x.example/v1?a=1").url("m", query: "alt=sse") == "https://x.example/v1/m?a=1&alt=sse")
        #expect(try Endpoint(baseURL: "https://x.example").url("m", query: "alt=sse") == "https://x.example/m?alt=sse")
    }

    @Test("A segment of a path is encoded", arguments: [("gpt-4.1_x~", "gpt-4.1_x~"), ("a/b c?é", "a%2Fb%20c%3F%C3%A9"), ("\n", "%0A")])
    func encoded(text: String, encoded: String) {
        #expect(text.percentEncoded == encoded)
    }

    @Test("What errors show has no secrets")
    func redacted() throws {
        let error = #expect(throws: LLMError.self) { try Endpoint(baseURL: "ftp://ann:pa55@x.example?api_key=abc") }
        #expect(error?.message.contains("pa55") == false)
        #expect(error?.message.contains("abc") == false)
    }
}
