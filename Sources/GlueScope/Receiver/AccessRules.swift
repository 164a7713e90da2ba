import GlueJSON
import HTTPTypes
import Hummingbird
import NIOCore

/// Who may ask: senders and browsers that came here on purpose.
///
/// A server on loopback is reached by every web page that a browser shows. A page that points its own name here (DNS rebinding) gives
/// itself away by the name in `Host`; one that sends from elsewhere by `Sec-Fetch-Site` and `Origin`.
///
/// Source: Fetch Metadata Request Headers (W3C); RFC 6454; RFC 6750.
struct AccessRules: RouterMiddleware {
    typealias Context = BasicRequestContext

    let settings: ScopeSettings

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isOTLP = request.uri.path.hasPrefix("/v1/")
        guard let authority = request.head.authority, isKnown(authority) else {
            return Self.refusal(.misdirectedRequest, "this name is none of this server's; name it with --host-name where it is meant")
        }
        let origin = request.headers[.origin]
        if let origin, !isAllowed(origin, authority, isOTLP: isOTLP) {
            return Self.refusal(
                .forbidden,
                "requests from \(origin.prefix(100)) are not allowed; name it with --allow-origin where it is meant"
            )
        }
        if request.method == .options, isOTLP { return Self.withCORS(Response(status: .noContent), origin) }
        guard isOTLP || isMeant(request) else {
            return Self.refusal(.forbidden, "another site's page may only link here")
        }
        switch authorization(of: request) {
        case .granted: break
        case .grantedNow(let response): return response
        case .missing:
            var response = Self.refusal(.unauthorized, "a token is needed: Authorization: Bearer …, or /?token=… in a browser")
            response.headers[.wwwAuthenticate] = "Bearer"
            return isOTLP ? Self.withCORS(response, origin) : response
        }
        let response = try await next(request, context)
        return isOTLP ? Self.withCORS(response, origin) : response
    }

    // MARK: Names and origins

    private func isKnown(_ authority: String) -> Bool {
        let name = Self.host(of: authority)
        return ScopeSettings.loopback.contains(name) || name == settings.host || settings.hostNames.contains(name)
            // An address is no name that somebody could point elsewhere.
            || !ScopeSettings.loopback.contains(settings.host) && Self.isAddress(name)
    }

    private func isAllowed(_ origin: String, _ authority: String, isOTLP: Bool) -> Bool {
        if origin == "http://\(authority)" || origin == "https://\(authority)" { return true }
        guard isOTLP else { return false }
        guard let start = origin.firstRange(of: "://") else { return settings.allowedOrigins.contains(origin) }
        return settings.allowedOrigins.contains(origin)
            || ScopeSettings.loopback.contains(Self.host(of: String(origin[start.upperBound...])))
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }

    private static func isAddress(_ name: String) -> Bool {
        name.hasPrefix("[") || name.split(separator: ".").count == 4 && name.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// Whether it is a page that somebody opens, or something that a page of ours asks for.
    private func isMeant(_ request: Request) -> Bool {
        guard let site = request.headers[.fetchSite], ["cross-site", "same-site"].contains(site) else { return true }
        return request.method == .get && request.headers[.fetchMode] == "navigate" && request.headers[.fetchDestination] == "document"
    }

    private static func withCORS(_ response: Response, _ origin: String?) -> Response {
        guard let origin else { return response }
        var response = response
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowMethods] = "POST"
        response.headers[.accessControlAllowHeaders] = "content-type, content-encoding, authorization, traceparent, tracestate, baggage"
        response.headers[.accessControlMaxAge] = "600"
        response.headers[.vary] = "Origin"
        return response
    }

    // MARK: Tokens

    private enum Authorization {
        case granted
        /// The token was in the address: a cookie takes its place.
        case grantedNow(Response)
        case missing
    }

    private func authorization(of request: Request) -> Authorization {
        guard let token = settings.token, request.uri.path != "/healthz" else { return .granted }
        if let shown = request.headers[.authorization], shown.lowercased().hasPrefix("bearer "),
            Self.isSame(String(shown.dropFirst(7)), token)
        {
            return .granted
        }
        if let cookies = request.headers[.cookie] {
            for cookie in cookies.split(separator: ";").map(\.trimmed) where cookie.hasPrefix("glue_scope=") {
                if Self.isSame(String(cookie.dropFirst("glue_scope=".count)), token) { return .granted }
            }
        }
        if request.method == .get, let shown = request.parameters["token"], Self.isSame(shown, token) {
            return .grantedNow(
                Response(
                    status: .seeOther,
                    headers: [.location: request.uri.path, .setCookie: "glue_scope=\(token); HttpOnly; SameSite=Strict; Path=/"]
                )
            )
        }
        return .missing
    }

    /// Takes the same time wherever they differ.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
    }

    private static func refusal(_ status: HTTPResponse.Status, _ message: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONValue.object(["message": .string(message)]).bytes()))
        )
    }
}

extension HTTPField.Name {
    /// Known to HTTPTypes under no name of its own.
    fileprivate static var fetchSite: Self { Self("Sec-Fetch-Site") ?? .origin }
    fileprivate static var fetchMode: Self { Self("Sec-Fetch-Mode") ?? .origin }
    fileprivate static var fetchDestination: Self { Self("Sec-Fetch-Dest") ?? .origin }
}
