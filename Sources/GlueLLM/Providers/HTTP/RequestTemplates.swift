import AsyncHTTPClient
import GlueRedaction
import NIOHTTP1
import Synchronization

/// What the requests to one address have in common.
struct RequestTemplate: Sendable {
    /// Without headers and body; nil where the address is none.
    var request: HTTPClient.Request?
    /// The address as spans show it, without the secrets that it may hold.
    var redactedURL: String
}

/// The templates of a service's requests.
///
/// A service has few of them. To take an address apart, and to look for secrets in it, takes longer than most of what a call
/// costs here.
final class RequestTemplates: Sendable {
    private struct Key: Hashable {
        var method: HTTPCall.Method
        var url: String
    }

    private let known = Mutex<[Key: RequestTemplate]>([:])
    /// Azure has one for each deployment; a query may hold anything.
    private static let most = 64

    subscript(method: HTTPCall.Method, url: String) -> RequestTemplate {
        let key = Key(method: method, url: url)
        if let known = known.withLock({ $0[key] }) { return known }
        let template = RequestTemplate(
            request: try? HTTPClient.Request(url: url, method: HTTPMethod(rawValue: method.rawValue)),
            redactedURL: Redactor.secrets.redact(url: url)
        )
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[key] = template
        }
        return template
    }
}
