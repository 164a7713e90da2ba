import GlueTestSupport
import Testing

@testable import GlueRedaction

@Suite("Redactor")
struct RedactorTests {
    @Test("Without rules, and without findings, a text stays as it is")
    func nothing() {
        #expect(Redactor.none.redact("sk-0123456789abcdef") == "sk-0123456789abcdef")
        #expect(Redactor.secretsAndPersonalData.redact("Ünï 👩‍👩‍👧 \u{0}") == "Ünï 👩‍👩‍👧 \u{0}")
        #expect(Redactor.none.isEmpty)
    }

    @Test("Findings become labels, hashes or nothing")
    func actions() {
        func redact(_ action: Action) -> String {
            Redactor(rules: [Rule(.emailAddresses, action)]).redact("a jane@example.com b jane@example.com")
        }
        #expect(redact(.label()) == "a [email] b [email]")
        #expect(redact(.label("mail")) == "a [mail] b [mail]")
        #expect(redact(.drop) == "a  b ")
        let hashed = redact(.hash(salt: "s"))
        let pieces = hashed.split(separator: " ")
        #expect(pieces[1] == pieces[3])
        #expect(pieces[1].hasPrefix("[email:"))
        #expect(hashed != redact(.hash(salt: "t")))
        #expect(!hashed.contains("jane"))
    }

    @Test("Where findings overlap all that any of them covers is taken out, by the first rule")
    func overlap() {
        let ab = Detector("ab") { $0.ranges(of: "ab") }
        let bcd = Detector("bcd") { $0.ranges(of: "bcd") }
        #expect(Redactor(rules: [Rule(ab, .label()), Rule(bcd, .label())]).redact("xabcdx") == "x[ab]x")
        #expect(Redactor(rules: [Rule(bcd, .label()), Rule(ab, .label())]).redact("xabcdx ab") == "x[bcd]x [ab]")
    }

    @Test("A detector of one's own finds beyond ASCII, in any order")
    func own() {
        let detector = Detector("word") { text in Array(text.ranges(of: "ü").reversed()) }
        #expect(Redactor(rules: [Rule(detector, .label("u"))]).redact("über Brücke") == "[u]ber Br[u]cke")
    }

    @Test("Redacting twice changes nothing more")
    func idempotent() {
        let text = #"password: hunter2, "api_key": "abcd", sk-0123456789abcdef, Bearer abc123, jane@example.com, 4111 1111 1111 1111"#
        let once = Redactor.secretsAndPersonalData.redact(text)
        #expect(Redactor.secretsAndPersonalData.redact(once) == once)
        #expect(once == #"password: [secret], "api_key": "[secret]", [api_key], Bearer [token], [email], [card]"#)
    }

    @Test(
        "A value is taken out whole where its name calls it secret",
        arguments: [
            ("hunter2", "password", "[secret]"), ("hunter2", "note", "hunter2"), ("sk-0123456789abcdef", "note", "[api_key]"),
            ("", "password", ""),
        ]
    )
    func named(value: String, name: String, redacted: String) {
        #expect(Redactor.secrets.redact(value, named: name) == redacted)
    }

    @Test(
        "URLs lose user, password and secret members of their query",
        arguments: [
            ("https://x.example/v1", "https://x.example/v1"), ("https://ann:pa55@x.example/", "https://REDACTED:REDACTED@x.example/"),
            ("https://ann@x.example?a=1#f", "https://REDACTED:REDACTED@x.example?a=1#f"),
            ("https://x.example/?key=abc&b=&token=&c", "https://x.example/?key=REDACTED&b=&token=REDACTED&c"),
            (
                "https://s3.example/o?X-Amz-Signature=abc&X-Amz-Date=1#sig=2",
                "https://s3.example/o?X-Amz-Signature=REDACTED&X-Amz-Date=1#sig=2"
            ),
            ("https://x.example/a@b?api-key=abc", "https://x.example/a@b?api-key=REDACTED"), ("no url", "no url"), ("?", "?"),
            ("://@", "://REDACTED:REDACTED@"),
            ("https://x.example/sk-0123456789abcdef", "https://x.example/[api_key]"),
        ]
    )
    func urls(url: String, redacted: String) {
        #expect(Redactor.secrets.redact(url: url) == redacted)
    }

    static let hostile = [
        "a@", "sk-", "AKIA", "4111 ", "4", "DE89 ", "DE89", "bearer ", "basic A", "basic ", "eyJ", "eyJ.", "password=", "password=\"",
        "password: ' ",
        "-----BEGIN PRIVATE KEY-----", "-----BEGIN ", "-----BEGIN A PRIVATE KEY-----\n-----END ", "\\", "\\u00", "\\\\u0041", "\\n", "é",
        " ", "secret\\\"",
        "@.",
    ]

    @Test("Hostile texts take time in proportion to their length", .timeLimit(.minutes(3)), arguments: hostile)
    func linear(piece: String) {
        func time(_ length: Int) -> Duration {
            let text = String(repeating: piece, count: length / piece.utf8.count)
            return (0..<3).map { _ in ProcessorTime.of { _ = Redactor.secretsAndPersonalData.redact(text) } }.min() ?? .zero
        }
        let short = time(4_000)
        let long = time(32_000)
        // Eight times the length; a quadratic detector would take sixty-four times as long.
        #expect(long < max(short, .milliseconds(1)) * 28, "\(short) and \(long)")
    }
}
