import GlueRedaction

/// A service's key: a secret that shows itself nowhere, and a name that tells it apart from others.
public struct APIKey: Sendable, Hashable {
    /// The key itself, for the request's header alone.
    package let secret: String
    /// Names the key in spans, logs and limits, the same in every process: the beginning of its HMAC-SHA-256.
    ///
    /// Nobody gets from it to a key that a service drew at random. One that a person thought up could be guessed and the
    /// guess be checked, here as anywhere.
    public let id: String

    /// - Parameter text: The key; space around it is left away, as what is read from a file ends in a line break.
    /// - Throws: ``LLMError/Kind/configuration`` where there is none or it cannot stand in a header.
    public init(_ text: String) throws(LLMError) {
        let secret = text.trimmingSpace
        guard !secret.isEmpty else { throw LLMError(.configuration, "the key is empty; pass one, or none at all") }
        guard secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw LLMError(.configuration, "the key holds a control character, such as a line break; remove it")
        }
        self.secret = secret
        id = SHA256.authenticationCode(of: secret.utf8, key: Array("gluellm.api_key".utf8)).prefix(6).hex
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key as a person recognises it, such as `sk-…wxyz`. Of a key shorter than 20 characters nothing is shown.
    public var description: String {
        guard secret.count >= 20 else { return "…" }
        // Few services begin their keys with more than a few letters and a hyphen or underscore.
        let prefix = secret.prefix(4)
        let end = prefix.lastIndex { $0 == "-" || $0 == "_" }
        return (end.map { String(prefix[...$0]) } ?? "") + "…" + secret.suffix(4)
    }

    public var debugDescription: String { description }

    /// Without the stored properties, which `dump` would print.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

extension Collection<UInt8> {
    fileprivate var hex: String { Array(self).hex }
}
