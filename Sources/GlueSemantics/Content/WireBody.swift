import GlueEncoding

/// The bytes of an answer as an attribute holds them: gzip in base64.
package enum WireBody {
    package static func text(of bytes: [UInt8]) -> String { Base64.encode(Gzip.compress(bytes, level: .fastest)) }

    /// The bytes again; nil for what is no such text, is cut, or holds more than the limit.
    package static func bytes(of text: String, limit: Int = 64 << 20) -> [UInt8]? {
        guard isPacked(text), let packed = Base64.decode(text) else { return nil }
        return try? Gzip.decompress(packed, limit: limit)
    }

    /// Whether a text begins as gzip in base64 does.
    private static func isPacked(_ text: String) -> Bool { text.utf8.starts(with: "H4sI".utf8) }
}
