import Testing

@testable import GlueRedaction

@Suite("Secrets")
struct SecretDetectorTests {
    @Test(
        "Keys of the common providers are found",
        arguments: [
            "sk-abcdefghijkl0123", "sk-proj-abc_DEF-123", "sk-ant-api03-abcdef", "sk-or-v1-0123456789",
            "AIzaSyA0123456789abcdefghijklmnopqrstuv",
            "gsk_0123456789abcdef", "xai-0123456789abcdef", "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "hf_0123456789abcdefgh",
            "ghp_0123456789abcdefgh", "xoxb-0123456789-abc", "pplx-0123456789abcdef", "sk-abcd********wxyz", "ya29.a0AfH6SMBabcdef",
        ]
    )
    func keys(key: String) {
        for (before, after) in [
            ("", ""), ("key ", "."), ("(", ")"), ("\"", "\""), ("=", "&"), ("キーは", "です"), (#"\n"#, #"\n"#), (#"\u0022"#, #"\""#),
        ] {
            #expect(Redactor.secrets.redact(before + key + after) == before + "[api_key]" + after, "\(before)…\(after)")
        }
    }

    @Test(
        "Words that look a little like a key are left",
        arguments: [
            "task-0123456789abcdef", "disk-0123456789abcdef", "sk-learn", "the AIza prefix", "AKIA is a prefix", "AKIAIOSFODNN7EXAMPLEX",
            "xAKIAIOSFODNN7EXAMPLE", "risk-based-approach-2026", "",
        ]
    )
    func noKeys(text: String) {
        #expect(Redactor.secrets.redact(text) == text)
    }

    @Test(
        "Credentials after their scheme are found, the scheme stays",
        arguments: [
            ("Authorization: Bearer abc123", "Authorization: Bearer [token]"), ("bearer   abc123.def-456", "bearer   [token]"),
            ("Bearer abc\\/def123==", "Bearer [token]"), (#"{\"h\":\"Bearer abc123def\"}"#, #"{\"h\":\"Bearer [token]\"}"#),
            ("Basic dXNlcjpwYXNzd29yZA==", "Basic [token]"), ("Basic understanding of it", "Basic understanding of it"),
            ("a bearer of news", "a bearer of news"), ("the Bearer scheme", "the Bearer scheme"), ("Bearer", "Bearer"),
            ("Basic ", "Basic "),
            ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end", "jwt [token] end"), ("eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9"),
        ]
    )
    func credentials(text: String, redacted: String) {
        #expect(Redactor.secrets.redact(text) == redacted)
    }

    @Test(
        "Values that their names call secret are found, the names stay",
        arguments: [
            ("password: hunter2!", "password: [secret]"), ("PASSWORD=hunter2&x=1", "PASSWORD=[secret]&x=1"),
            (#"{"api_key": "abc def", "n": 1}"#, #"{"api_key": "[secret]", "n": 1}"#),
            (#"{\"client-secret\":\"ab\\\"cd\"}"#, #"{\"client-secret\":\"[secret]\"}"#),
            (#"{"password":"ab\"cd","n":"abcd"}"#, #"{"password":"[secret]","n":"abcd"}"#),
            ("x-api-key: abcd", "x-api-key: [secret]"),
            ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "aws_secret_access_key = [secret]"),
            (#"{"password": {"type": "string"}}"#, #"{"password": {"type": "string"}}"#), ("password: null", "password: null"),
            ("max_tokens: 1000", "max_tokens: 1000"), ("\"token\": \"hello\"", "\"token\": \"hello\""), ("a password", "a password"),
            ("password:", "password:"),
            ("secret='it\\'s mine' done", "secret='[secret]' done"), ("password=\"never closed", "password=\"[secret]"),
        ]
    )
    func named(text: String, redacted: String) {
        #expect(Redactor.secrets.redact(text) == redacted)
    }

    @Test(
        "Escapes of JSON hide nothing, in whatever text and however often JSON is within JSON",
        arguments: [
            (#"see {"k":"sk-\u0061bcdefghijkl0123"} ok"#, #"see {"k":"[api_key]"} ok"#), (#"to jane\u0040example.com!"#, "to [email]!"),
            (#"\"to\": \"jane\\u0040example.com\""#, #"\"to\": \"[email]\""#), (#"Bearer abc\/def\u0030123"#, "Bearer [token]"),
            (#"4111\u00201111 1111 1111"#, "[card]"),
            (#"{\u0022password\u0022:\u0022hunter2\u0022}"#, #"{\u0022password\u0022:\u0022[secret]\u0022}"#),
            (#"C:\new\table\users \ud83d\ude00 \u00 \x \"#, #"C:\new\table\users \ud83d\ude00 \u00 \x \"#),
            (#"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"#, #"[private_key]\n"#),
            ("q=sk%2Dabcdefghijkl0123&n=1", "q=[api_key]&n=1"), ("auth=Bearer%20abc123", "auth=Bearer%20[token]"),
            ("a=jane%2540example.com", "[email]"), ("100% sure, 5%2 %zz %", "100% sure, 5%2 %zz %"),
            (#"%7B%22password%22%3A%22hunter2%22%7D"#, #"%7B%22password%22%3A%22[secret]%22%7D"#),
        ]
    )
    func escapes(text: String, redacted: String) {
        #expect(Redactor.secretsAndPersonalData.redact(text) == redacted)
    }

    @Test(
        "Secrets in URLs are found in any text",
        arguments: [
            ("GET https://x.example/v1?key=abc&n=1 failed", "GET https://x.example/v1?key=[secret]&n=1 failed"),
            ("(postgres://ann:pa55@db:5432/x)", "(postgres://[secret]@db:5432/x)"), ("ssh://git@x.example/a", "ssh://git@x.example/a"),
            ("/o?n=1&X-Amz-Signature=abc#f", "/o?n=1&X-Amz-Signature=[secret]#f"), ("<a href='?sig=a%2Fb'>", "<a href='?sig=[secret]'>"),
            ("http://a:1/x?b=c@d", "http://a:1/x?b=c@d"), ("why?token=&x", "why?token=&x"), ("? & :// ://@", "? & :// ://@"),
            (#"{\"u\":\"https:\/\/a:b@x\"}"#, #"{\"u\":\"https:\/\/[secret]@x\"}"#),
        ]
    )
    func urls(text: String, redacted: String) {
        #expect(Redactor.secrets.redact(text) == redacted)
    }

    @Test(
        "Private keys are found whole, also where their end is cut off",
        arguments: [
            ("a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b", "a [private_key] b"),
            ("a -----BEGIN PRIVATE KEY-----\nMIIE", "a [private_key]"),
            (
                "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"
            ),
            ("-----BEGIN ", "-----BEGIN "),
        ]
    )
    func privateKeys(text: String, redacted: String) {
        #expect(Redactor.secrets.redact(text) == redacted)
    }

    @Test(
        "One known secret is found wherever it stands, whatever it repeats",
        arguments: [
            ("house-key", "the house-key, the house-house-key!", "the [api_key], the house-[api_key]!"),
            ("aab", "aaabaab", "a[api_key][api_key]"),
            ("aaa", "aaaa", "[api_key]a"), ("é", "café", "caf[api_key]"), ("", "text", "text"), ("longer than", "it", "it"),
        ]
    )
    func known(secret: String, text: String, redacted: String) {
        #expect(Redactor(rules: [Rule(.secret(secret), .label())]).redact(text) == redacted)
    }
}
