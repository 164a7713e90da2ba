import HTTPTypes
import Hummingbird
import NIOCore

/// What all pages have in common: the frame around their content, and the rules by which a browser shows them.
struct PageFrame: Sendable {
    let store: ScopeStore
    let templates: PageTemplates

    enum Place: String, CaseIterable {
        case traces = "/"
        case sessions = "/sessions"
        case workflows = "/workflows"
        case tools = "/tools"
        case models = "/models"

        var name: String {
            switch self {
            case .traces: "Traces"
            case .sessions: "Sessions"
            case .workflows: "Workflows"
            case .tools: "Tools"
            case .models: "Models"
            }
        }
    }

    func page(_ title: String, at place: Place?, _ template: String, _ view: View, status: HTTPResponse.Status = .ok) -> Response {
        let frame: View = [
            "title": title,
            "content": templates.fragment(template, view),
            "problem": store.problem,
            "pages": Place.allCases.map { View(dictionaryLiteral: ("name", $0.name), ("address", $0.rawValue), ("isHere", $0 == place)) },
        ]
        return html(templates.fragment("page", frame), status)
    }

    /// A part that a page asks for later.
    func fragment(_ template: String, _ view: View) -> Response { html(templates.fragment(template, view)) }

    func html(_ text: String, _ status: HTTPResponse.Status = .ok) -> Response { response(text, "text/html", status) }

    /// For the page's script, which shows it as text.
    func text(_ text: String, _ status: HTTPResponse.Status) -> Response { response(text, "text/plain", status) }

    private func response(_ text: String, _ type: String, _ status: HTTPResponse.Status) -> Response {
        var headers = Self.guards
        headers[.contentType] = "\(type); charset=utf-8"
        headers[.cacheControl] = "no-store"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Nothing but our own script and style runs, whatever gets into a page; nothing is asked of another server, and nobody frames it.
    ///
    /// Source: Content Security Policy Level 3 (W3C).
    static let guards: HTTPFields = [
        .contentSecurityPolicy: """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """,
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "no-referrer",
        .crossOriginResourcePolicy: "same-origin",
    ]
}

extension HTTPField.Name {
    fileprivate static var referrerPolicy: Self { Self("Referrer-Policy") ?? .xContentTypeOptions }
}
