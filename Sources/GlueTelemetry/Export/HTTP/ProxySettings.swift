package import AsyncHTTPClient
import Foundation
import GlueRedaction

/// An HTTP proxy on the way to an endpoint: `https` goes through a tunnel, `http` by asking it for the whole address.
///
/// Source: RFC 9110, sections 7.2 and 9.3.6.
public struct ProxySettings: Sendable, Hashable {
    public var host: String
    public var port: Int
    /// Sent to the proxy alone.
    public var credentials: Credentials?

    public struct Credentials: Sendable, Hashable {
        public var user: String
        public var password: String

        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    public init(host: String, port: Int, credentials: Credentials? = nil) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }

    /// - Parameter address: Such as `http://user:password@proxy.example.com:3128`; without a port, 80 is meant.
    /// - Throws: ``OTLPHTTPSettingsError/proxy(_:)``
    public init(_ address: String) throws(OTLPHTTPSettingsError) {
        guard let components = URLComponents(string: address.contains("://") ? address : "http://\(address)"),
            components.scheme?.lowercased() == "http", let host = components.host, !host.isEmpty
        else { throw .proxy(Redactor.secrets.redact(url: address)) }
        let credentials = components.user.map { Credentials(user: $0, password: components.password ?? "") }
        self.init(host: host, port: components.port ?? 80, credentials: credentials)
    }

    package var configuration: HTTPClient.Configuration.Proxy {
        .server(
            host: host,
            port: port,
            authorization: credentials.map { .basic(username: $0.user, password: $0.password) }
        )
    }
}

extension ProxySettings {
    /// The proxy that the environment names for an endpoint; nil where it names none.
    ///
    /// - Throws: ``OTLPHTTPSettingsError/proxy(_:)``
    package static func environment(_ environment: [String: String], for endpoint: String) throws(OTLPHTTPSettingsError) -> ProxySettings? {
        guard let (_, value) = variable(for: endpoint, in: { environment[$0].flatMap { $0.isEmpty ? nil : $0 } }) else { return nil }
        return try ProxySettings(value)
    }

    /// The variable that names the proxy for an endpoint; nil where there is none, or `no_proxy` says to do without.
    ///
    /// Only the form in small letters counts for `http`: the other one can be set by a request's `Proxy` header where a server
    /// passes headers on in the environment.
    static func variable(for endpoint: String, in environment: (_ name: String) -> String?) -> (name: String, value: String)? {
        guard let url = URL(string: endpoint), let origin = Origin(url) else { return nil }
        let exceptions = (environment("no_proxy") ?? environment("NO_PROXY") ?? "").split(separator: ",")
        let isDirect = exceptions.map { $0.trimmedOfBlanks.lowercased() }.contains { entry in
            let domain = entry.hasPrefix(".") ? String(entry.dropFirst()) : entry
            return entry == "*" || origin.host == domain || origin.host.hasSuffix(".\(domain)")
        }
        let names = origin.scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        guard !isDirect else { return nil }
        for name in names { if let value = environment(name) { return (name, value) } }
        return nil
    }
}
