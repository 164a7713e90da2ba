package import Foundation

/// Scheme, host and port of an address: who may be told what is only for them.
///
/// Source: RFC 6454, section 4.
package struct Origin: Equatable {
    package let scheme: String
    package let host: String
    package let port: Int

    /// Nil where the address is not one of HTTP.
    package init?(_ url: URL) {
        guard let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https", let host = url.host(), !host.isEmpty else {
            return nil
        }
        self.scheme = scheme
        self.host = host.lowercased()
        port = url.port ?? (scheme == "https" ? 443 : 80)
    }
}
