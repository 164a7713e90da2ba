import GlueRedaction
import Synchronization

/// The addresses of a service's requests without the secrets that they may hold.
///
/// A service has few of them, and looking for secrets takes longer than most of what a call costs here.
final class RedactedURLs: Sendable {
    private let known = Mutex<[String: String]>([:])
    /// Azure has one for each deployment; a query may hold anything.
    private static let most = 64

    subscript(url: String) -> String {
        if let known = known.withLock({ $0[url] }) { return known }
        let redacted = Redactor.secrets.redact(url: url)
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[url] = redacted
        }
        return redacted
    }
}
