import Foundation
import GlueRedaction

/// The server that a provider's requests go to, and the beginning of their paths.
package struct Endpoint: Sendable {
    package let server: ServerAddress
    /// The address up to and without the slash before a request's own path.
    private let base: String
    /// The query that every request has, without its question mark; empty for none.
    private let query: String

    /// - Parameter baseURL: `http` or `https`; a query that it has goes along with every request.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none.
    package init(baseURL: String) throws(LLMError) {
        let redacted = Redactor.secrets.redact(url: baseURL)
        guard var components = URLComponents(string: baseURL), let host = components.host, !host.isEmpty else {
            throw LLMError(.configuration, "\(redacted) is no base URL; write one such as https://api.openai.com/v1")
        }
        let scheme = components.scheme?.lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw LLMError(.configuration, "the base URL \(redacted) must begin with https:// or http://")
        }
        query = components.percentEncodedQuery ?? ""
        components.fragment = nil
        components.query = nil
        components.path = String(components.path.reversed().drop { $0 == "/" }.reversed())
        guard let base = components.string else {
            throw LLMError(.configuration, "\(redacted) is no base URL; write one such as https://api.openai.com/v1")
        }
        self.base = base
        // `URLComponents` leaves the brackets of an IPv6 address on.
        server = ServerAddress(
            host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host,
            port: components.port ?? (scheme == "https" ? 443 : 80)
        )
    }

    /// The whole address of a request.
    ///
    /// - Parameters:
    ///   - path: Such as `chat/completions`, encoded where it needs to be.
    ///   - query: Members of the query that the request has beyond the base URL's, encoded likewise.
    func url(_ path: String, query: String = "") -> String {
        let query = [self.query, query].filter { !$0.isEmpty }.joined(separator: "&")
        return query.isEmpty ? "\(base)/\(path)" : "\(base)/\(path)?\(query)"
    }
}

extension String {
    /// The text as one segment of a path, or as a value of a query.
    var percentEncoded: String {
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
