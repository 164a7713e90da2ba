import GlueOTLP
import HTTPTypes
import Hummingbird
import NIOCore

/// The pages, by their addresses.
struct ScopePages: Sendable {
    private let frame: PageFrame
    private let store: ScopeStore

    init(_ store: ScopeStore) throws {
        self.store = store
        frame = PageFrame(store: store, templates: try PageTemplates())
    }

    func register(on router: Router<BasicRequestContext>) {
        let assets = PageAssets()
        let list = TraceListPage(store: store, frame: frame)
        let trace = TracePage(store: store, frame: frame)
        let compare = ComparePage(store: store, frame: frame)
        let sessions = SessionPages(store: store, frame: frame)
        let figures = FigurePages(store: store, frame: frame)
        router.get("/assets/{name}") { request, context in assets.respond(try context.parameters.require("name"), request) }
        page(router, "/") { request, _ in try await list.respond(to: request) }
        page(router, "/fragments/traces") { request, _ in try await list.rows(request) }
        page(router, "/traces/{id}") { request, context in try await trace.respond(to: request, context) }
        page(router, "/traces/{id}/spans") { request, context in try await trace.spans(request, context) }
        page(router, "/traces/{id}/exchanges") { request, context in try await trace.exchanges(request, context) }
        page(router, "/traces/{id}/spans/{span}") { request, context in try await trace.span(request, context) }
        page(router, "/traces/{id}/spans/{span}/raw") { request, context in try await trace.raw(request, context) }
        page(router, "/traces/{id}/spans/{span}/piece") { request, context in try await trace.piece(request, context) }
        page(router, "/compare") { request, _ in try await compare.respond(to: request) }
        page(router, "/sessions") { request, _ in try await sessions.list(request) }
        page(router, "/sessions/{session}") { request, context in try await sessions.session(request, context) }
        page(router, "/workflows") { request, _ in try await figures.workflows(request) }
        page(router, "/workflows/{name}") { request, context in try await figures.workflow(request, context) }
        page(router, "/tools") { request, _ in try await figures.tools(request) }
        page(router, "/models") { request, _ in try await figures.models(request) }
    }

    /// A page that says what went wrong as a page.
    private func page(
        _ router: Router<BasicRequestContext>,
        _ path: RouterPath,
        _ respond: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
    ) {
        router.get(path) { [frame] request, context in
            do {
                return try await respond(request, context)
            } catch let error as HTTPError {
                let text = error.body ?? error.status.reasonPhrase
                guard request.headers[.fragment] == nil else { return frame.text(text, error.status) }
                let view: View = ["heading": error.status.code == 404 ? "Not here" : "That did not work", "text": text]
                return frame.page("Error", at: nil, "failure", view, status: error.status)
            }
        }
    }
}

extension HTTPField.Name {
    /// Set by the pages' script, which wants a part and no whole page.
    static var fragment: Self { Self("X-Fragment") ?? .accept }
}
