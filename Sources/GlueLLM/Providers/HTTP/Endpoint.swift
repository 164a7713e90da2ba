import Foundation
import GlueRedaction

/// Where a provider's requests go.
struct Endpoint: Sendable {
    /// The whole address.
    let url: String
    /// The address as spans and errors show it.
    let redactedURL: String
    let server: ServerAddress

    /// - Parameters:
    ///   - baseURL: `http` or `https`; a query that it has stays.
    ///   - path: What follows, such as `chat/completions`.
    /// - Throws: ``LLMError/Kind/configuration`` where the address is none.
    init(baseURL: String, path: String) throws(LLMError) {
        let redacted = Redactor.secrets.redact(url: baseURL)
        guard var components = URLComponents(string: baseURL), let host = components.host, !host.isEmpty else {
            throw LLMError(.configuration, "\(redacted) is no base URL; write one such as https://api.openai.com/v1")
        }
        let scheme = components.scheme?.lowercased()
        guard scheme == "https" || scheme == "http" else {
            throw LLMError(.configuration, "the base URL \(redacted) must begin with https:// or http://")
        }
        components.fragment = nil
        components.path = components.path.reversed().drop { $0 == "/" }.reversed() + "/" + path
        guard let url = components.string else {
            throw LLMError(.configuration, "\(redacted) is no base URL; write one such as https://api.openai.com/v1")
        }
        self.url = url
        redactedURL = Redactor.secrets.redact(url: url)
        // `URLComponents` leaves the brackets of an IPv6 address on.
        server = ServerAddress(
            host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host,
            port: components.port ?? (scheme == "https" ? 443 : 80)
        )
    }
}
