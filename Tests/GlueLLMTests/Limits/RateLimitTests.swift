import Testing

@testable import GlueLLM

@Suite("Rate limits")
struct RateLimitTests {
    @Test("A limit that cannot work is refused with the way out")
    func refused() {
        let bad: [(String, () throws(LLMError) -> RateLimit)] = [
            ("use 1 or more", { () throws(LLMError) in try RateLimit(0, per: .seconds(1)) }),
            ("a millisecond or more", { () throws(LLMError) in try RateLimit(1, per: .microseconds(10)) }),
            ("a burst has no meaning", { () throws(LLMError) in try RateLimit(1, per: .seconds(1), algorithm: .fixedWindow, burst: 2) }),
            ("use 1 or more", { () throws(LLMError) in try RateLimit(1, per: .seconds(1), algorithm: .gcra, burst: 0) }),
        ]
        for (words, make) in bad {
            let error = #expect(throws: LLMError.self) { try make() }
            #expect(error?.kind == .configuration)
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test("The standard limit is the original's: 60 requests a minute by a sliding window")
    func standard() throws {
        #expect(RateLimit.standard == (try RateLimit(60, .requests, per: .seconds(60), algorithm: .slidingWindow)))
        #expect(RateLimit.standard.description == "60 requests per 60.0 seconds (sliding_window by key and provider)")
    }

    @Test("What a limit tells apart has a count of its own, and names cannot be mistaken for each other")
    func keys() throws {
        let a = RateLimitSubject(provider: "a", model: "m", keyID: "k")
        var other = a
        other.model = "n"
        #expect(RateLimit.standard.key(for: a) == RateLimit.standard.key(for: other))
        let perModel = try RateLimit(60, per: .seconds(60), scope: [.model])
        #expect(perModel.key(for: a) != perModel.key(for: other))
        other = a
        other.keyID = nil
        #expect(RateLimit.standard.key(for: a) != RateLimit.standard.key(for: other))
        #expect(perModel.key(for: a) == perModel.key(for: other))
        let all = try RateLimit(60, per: .seconds(60), scope: [.provider, .key, .model])
        #expect(
            all.key(for: RateLimitSubject(provider: "a|key=b", model: "m"))
                != all.key(for: RateLimitSubject(provider: "a", model: "m", keyID: "b"))
        )
        #expect(try RateLimit(61, per: .seconds(60), scope: [.model]).key(for: a) != perModel.key(for: a))
    }
}
