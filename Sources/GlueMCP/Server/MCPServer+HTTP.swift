import Foundation
import GlueJSON
import GlueLLM
import HTTPTypes
import Hummingbird
import Synchronization

extension MCPServer {
    /// Serves clients over streamable HTTP at `/mcp`, until the task is cancelled.
    ///
    /// A page of another site must not reach it through the browser of whoever runs it: requests with an `Origin` that is not
    /// this machine's are refused.
    ///
    /// - Parameters:
    ///   - host: Where to listen; this machine alone unless said otherwise.
    ///   - port: 0 for one that is free.
    ///   - onReady: Is told the port.
    /// - Throws: What keeps it from listening.
    public func serveHTTP(host: String = "127.0.0.1", port: Int, onReady: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let sessions = Mutex<Set<String>>([])
        let router = Router()
        router.post("/mcp") { request, _ in try await post(request, sessions) }
        router.delete("/mcp") { request, _ -> Response in
            guard Self.isOwn(request.headers[.origin]) else { return Response(status: .forbidden) }
            let id = request.headers.mcpSession ?? ""
            return Response(status: sessions.withLock { $0.remove(id) } == nil ? .notFound : .noContent)
        }
        // There is nothing that the server says by itself.
        router.get("/mcp") { _, _ in Response(status: .methodNotAllowed) }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port), serverName: name),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) },
            logger: logger
        )
        try await application.run()
    }

    private func post(_ request: Request, _ sessions: borrowing Mutex<Set<String>>) async throws -> Response {
        guard Self.isOwn(request.headers[.origin]) else { return Response(status: .forbidden) }
        let buffer = try await request.body.collect(upTo: messageLimit)
        guard let json = try? JSONValue(parsing: Array(buffer.readableBytesView)) else {
            return Self.response(.failure(id: .null, .parse("that is no JSON")), status: .badRequest)
        }
        guard let message = RPCMessage(json) else {
            return Self.response(
                .failure(id: json["id"] ?? .null, .invalidRequest("that is no message of JSON-RPC 2.0")),
                status: .badRequest
            )
        }
        var session = request.headers.mcpSession
        if let session, !sessions.withLock({ $0.contains(session) }) { return Response(status: .notFound) }
        guard case .request(let id, let method, let params) = message else { return Response(status: .accepted) }
        if method == "initialize" {
            let new = UUID().uuidString
            sessions.withLock { _ = $0.insert(new) }
            session = new
        }
        var response = Self.response(await answer(id, method, params, network: "tcp", session: session), status: .ok)
        if method == "initialize" { response.headers.mcpSession = session }
        return response
    }

    /// Whether a request is from no page, or from one of this machine.
    private static func isOwn(_ origin: String?) -> Bool {
        guard let origin else { return true }
        return ["localhost", "127.0.0.1", "[::1]", "::1"].contains(URLComponents(string: origin)?.host ?? "")
    }

    private static func response(_ message: RPCMessage, status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: message.json.bytes()))
        )
    }
}

extension HTTPFields {
    /// The session that a request belongs to, or that an answer begins.
    fileprivate var mcpSession: String? {
        get { HTTPField.Name("mcp-session-id").flatMap { self[$0] } }
        set { if let name = HTTPField.Name("mcp-session-id") { self[name] = newValue } }
    }
}
