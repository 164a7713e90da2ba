import Testing

@testable import GlueLLM

@Suite("API keys")
struct APIKeyTests {
    static let secret = "sk-proj-4f9Jk2LmQ8rTzVwXyB1cD3eF5gH7"

    @Test(
        "A key shows at most how it begins and its last four characters",
        arguments: [
            (secret, "sk-…5gH7"), ("gsk_4f9Jk2LmQ8rTzVwXyB1c", "gsk_…yB1c"), ("4f9Jk2LmQ8rTzVwXyB1cD3eF", "…D3eF"),
            ("sk-short", "…"), ("0123456789012345678", "…"),
        ]
    )
    func masked(text: String, shown: String) throws {
        let key = try APIKey(text)
        #expect(key.description == shown)
        #expect(key.debugDescription == shown)
        #expect("\([key])" == "[\(shown)]")
    }

    @Test("Whatever prints values does not print the key")
    func dumped() throws {
        struct Holder {
            var key: APIKey
        }
        let holder = Holder(key: try APIKey(Self.secret))
        var text = "\(holder) \(String(reflecting: holder))"
        dump(holder, to: &text)
        #expect(!text.contains("4f9Jk2LmQ8rT"))
        #expect(text.contains(holder.key.id))
    }

    @Test("The id is the same in every process, differs from key to key and holds nothing of the key")
    func id() throws {
        let key = try APIKey(Self.secret)
        // python3 -c 'import hmac; print(hmac.digest(b"gluellm.api_key", KEY, "sha256").hex()[:12])'
        #expect(key.id == "820ff7b4087b")
        #expect(try APIKey(Self.secret + "8").id != key.id)
    }

    @Test("Space around a key is no part of it")
    func trimmed() throws {
        #expect(try APIKey(" \(Self.secret)\n") == (try APIKey(Self.secret)))
    }

    @Test("What cannot be a key is refused, without being quoted", arguments: ["", " \n", "sk-abc\ndef", "sk-abc\u{7F}def"])
    func refused(text: String) {
        let error = #expect(throws: LLMError.self) { try APIKey(text) }
        #expect(error?.kind == .configuration)
        #expect(error?.description.contains("abc") == false)
    }
}
