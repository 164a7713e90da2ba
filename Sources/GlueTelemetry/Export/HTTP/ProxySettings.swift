import AsyncHTTPClient
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

    var configuration: HTTPClient.Configuration.Proxy {
        .server(
            host: host,
            port: port,
            authorization: credentials.map { .basic(username: $0.user, password: $0.password) }
        )
    }
}
