import GlueJSON
import GlueOTLP
import HTTPTypes
import Hummingbird
import NIOCore

/// What the server answers, and where.
enum ScopeRoutes {
    static func responder(for scope: Scope) throws -> some HTTPResponder<BasicRequestContext> {
        let tally = ReceiverTally()
        let receiver = OTLPReceiver(scope.store, scope.settings, scope.forwarder, tally)
        let api = TraceAPI(store: scope.store)
        let metrics = ScopeMetrics(store: scope.store, tally: tally, forwarder: scope.forwarder)
        let router = Router()
        router.add(middleware: AccessRules(settings: scope.settings))
        for signal in OTLP.Signal.allCases {
            router.post("/v1/\(signal)") { request, _ in await receiver.receive(signal, request) }
            // Preflights are answered before they come here; the route lets them pass.
            router.on("/v1/\(signal)", method: .options) { _, _ in Response(status: .noContent) }
        }
        router.get("/healthz") { _, _ in api.health() }
        router.get("/metrics") { request, _ in try await metrics.respond(to: request) }
        router.get("/api/stats") { _, _ in try await api.stats() }
        router.get("/api/traces") { request, _ in try await api.list(request) }
        router.get("/api/traces/{id}") { request, context in try await api.trace(request, context) }
        router.get("/api/traces/{id}/exchanges") { _, context in try await api.exchanges(context) }
        router.get("/api/traces/{id}/annotations") { _, context in try await api.annotations(context) }
        router.post("/api/traces/{id}/annotations") { request, context in try await api.annotate(request, context) }
        router.delete("/api/traces/{id}/annotations/{annotation}") { _, context in try await api.removeAnnotation(context) }
        try ScopePages(scope.store).register(on: router)
        return router.buildResponder()
    }
}

extension Response {
    static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
        .init(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes()))
        )
    }
}
