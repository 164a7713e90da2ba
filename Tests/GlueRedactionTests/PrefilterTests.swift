import GlueTestSupport
import Testing

@testable import GlueRedaction

@Suite("Prefilter")
struct PrefilterTests {
    @Test(
        "Usual values of attributes are passed over",
        arguments: [
            "gpt-4o-mini-2024-07-18", "chatcmpl-0a1b2c3d4e5f6071", "api.openai.com", "https://api.example.com/v1/chat?page=2&sort=asc",
            "SELECT * FROM orders WHERE id = $1", "a task for the desk: order it", "2026-11-25T01:08:00Z", "/usr/local/bin",
            "{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"What is the weather?\\nThanks\"}]}", "", "x", "Ünïcödé",
            "0af7651916cd43dd8448eb211c80319c", "max_tokens: 1000", "basil and bears", "status=500",
        ]
    )
    func passed(text: String) {
        #expect(!Redactor.secrets.mayFind(in: text))
    }

    @Test("Nothing that a detector finds is passed over, wherever in whatever text it stands", arguments: Seeds.from(0, count: 20))
    func agrees(seed: UInt64) {
        let pieces = [
            "sk-abcdefghijkl0123", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "Bearer abc123", "client-secret_",
            "https://ann:pa55@x", "jane@example.com", "://", "a:b@", "?key=x1", "&token=", "password", ": ", "=", "\"", "\\", "\\u0061",
            "%41", "%", "Bearer ",
            "basic ", "é", " ", "\n", "x", "sk-", "eyJ", "-----BEGIN PRIVATE KEY-----", "AKIA",
        ]
        let rules = Redactor.secretsAndPersonalData.rules
        var generator = SplitMix(seed: seed)
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 1...6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let scanned = ScannedText(text)
            for rule in rules where !rule.detector.ranges(in: scanned).isEmpty {
                #expect(Redactor(rules: [rule]).mayFind(in: text), "\(rule.detector.name) in \(text)")
            }
        }
    }

    @Test("More rules than there are bits are all asked")
    func many() {
        let redactor = Redactor(rules: (0..<200).map { Rule(.secret("key\($0)!"), .label("\($0)")) })
        #expect(redactor.redact("key0! key61! key62! key63! key150! key199!") == "[0] [61] [62] [63] [150] [199]")
        #expect(!redactor.mayFind(in: "key200! and others"))
    }
}
