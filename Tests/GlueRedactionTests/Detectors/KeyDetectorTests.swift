import GlueJSON
import Testing

@testable import GlueRedaction

@Suite("Keys")
struct KeyDetectorTests {
    @Test(
        "A pattern is a whole key, in which stars stand for anything",
        arguments: [
            ("enduser.id", "enduser.id", true), ("enduser.id", "enduser.id2", false), ("enduser.id", "xenduser.id", false),
            ("enduser.*", "enduser.id", true), ("enduser.*", "enduser.", true), ("enduser.*", "enduser", false), ("*", "", true),
            ("*", "any", true), ("*.id", "a.b.id", true), ("*.id", "id", false), ("a*c*e", "abcde", true), ("a*c*e", "ace", true),
            ("a*c*e", "aec", false), ("a*a", "a", false), ("a**b", "ab", true), ("", "", true), ("", "a", false), ("ä*", "äö", true),
            ("*x*x*", "x", false), ("*x*x*", "axbxc", true), ("Enduser.id", "enduser.id", false),
        ]
    )
    func patterns(pattern: String, key: String, matches: Bool) {
        #expect(KeyPattern(pattern).matches(key) == matches)
    }

    @Test("The value of a key is taken out as a whole, other texts are left and cost nothing")
    func values() {
        let redactor = Redactor(rules: [Rule(.keys("enduser.*", name: "user"), .label())])
        #expect(redactor.redact("Jane", named: "enduser.name") == "[user]")
        #expect(redactor.redact("Jane", named: "user") == "Jane")
        #expect(!redactor.mayFind(in: "enduser.name"))
    }

    @Test(
        "Keys within JSON are looked at too, whatever type their values have",
        arguments: [
            (#"{"user":{"name":"Jane"},"n":1}"#, #"{"user":"[redacted]","n":1}"#), (#"[{"user":7}]"#, #"[{"user":"[redacted]"}]"#),
            (#" {"a":"{\"user\":null}"}"#, #"{"a":"{\"user\":\"[redacted]\"}"}"#), (#"{"gone":1,"n":1}"#, #"{"n":1}"#),
            (#"{"users":"Jane"}"#, nil), (#"{"user":"#, nil), ("user", nil),
        ] as [(String, String?)]
    )
    func json(text: String, redacted: String?) {
        let redactor = Redactor(rules: [Rule(.keys("user")), Rule(.keys("gone"), .drop)])
        #expect(redactor.replacement(forContent: text) == redacted)
    }

    @Test(
        "JSON stays JSON, also where a finding is no text or never ends",
        arguments: [
            (#"{"password":12345,"n":1}"#, #"{"password":"[secret]","n":1}"#),
            (#"{"card":4111111111111111}"#, #"{"card":"[card]"}"#),
            (#"{"a":"-----BEGIN PRIVATE KEY-----\nMIIE","n":1}"#, #"{"a":"[private_key]","n":1}"#),
            (#"{"a":"x Bearer abc\u0030123","b":[]}"#, #"{"a":"x Bearer [token]","b":[]}"#),
            (#"{"a" : 1e2}"#, nil),
        ] as [(String, String?)]
    )
    func validity(text: String, redacted: String?) {
        #expect(Redactor.secretsAndPersonalData.replacement(forContent: text) == redacted)
    }
}
