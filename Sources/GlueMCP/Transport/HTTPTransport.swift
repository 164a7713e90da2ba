import AsyncHTTPClient
import GlueJSON
import GlueLLM
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// A server behind an address: each message a POST, answered with JSON or with server-sent events.
///
/// Source: Model Context Protocol specification, "Transports", Streamable HTTP.
struct HTTPTransport: MCPTransport {
    let url: String
    let headers: [(name: String, value: String)]
    let bodyLimit: Int
    let logger: Logger

    var network: String { "tcp" }
    var server: String { (try? Endpoint(baseURL: url)).map { "\($0.server.host):\($0.server.port)" } ?? "the MCP server" }

    private final class Session: Sendable {
        let state = Mutex((id: String?.none, version: String?.none))
    }

    func open<Value: Sendable>(_ body: @escaping @Sendable (MCPChannel) async throws(LLMError) -> Value) async throws(LLMError) -> Value {
        let session = Session()
        let (incoming, continuation) = AsyncStream.makeStream(of: RPCMessage.self)
        let channel = MCPChannel(
            send: { message throws(LLMError) in try await post(message, session, continuation) },
            incoming: incoming,
            session: { session.state.withLock { $0.id } },
            agree: { version in session.state.withLock { $0.version = version } }
        )
        let result = await withTaskGroup(of: Result<Value, LLMError>?.self) { group in
            group.addTask {
                do throws(LLMError) {
                    return .success(try await body(channel))
                } catch {
                    return .failure(error)
                }
            }
            defer { group.cancelAll() }
            for await result in group { if let result { return result } }
            return .failure(LLMError(.cancelled, "the MCP session was cancelled"))
        }
        continuation.finish()
        await end(session)
        return try result.get()
    }

    private func request(_ method: HTTPMethod, _ session: Session) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let (id, version) = session.state.withLock { $0 }
        if let id { request.headers.replaceOrAdd(name: "Mcp-Session-Id", value: id) }
        if let version { request.headers.replaceOrAdd(name: "MCP-Protocol-Version", value: version) }
        return request
    }

    private func post(
        _ message: RPCMessage,
        _ session: Session,
        _ continuation: AsyncStream<RPCMessage>.Continuation
    ) async throws(LLMError) {
        var request = request(.POST, session)
        request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
        request.headers.replaceOrAdd(name: "Accept", value: "application/json, text/event-stream")
        request.body = .bytes(message.json.bytes())
        do {
            let response = try await HTTPClient.untraced.execute(request, deadline: .distantFuture)
            if let id = response.headers.first(name: "Mcp-Session-Id") { session.state.withLock { $0.id = id } }
            guard (200...299).contains(response.status.code) else { throw failure(response.status) }
            guard response.status != .accepted else { return }
            let type = response.headers.first(name: "Content-Type") ?? ""
            if type.hasPrefix("text/event-stream") { return try await events(response.body, continuation) }
            let body = try await response.body.collect(upTo: bodyLimit)
            guard body.readableBytes > 0 else { return }
            guard let json = try? JSONValue(parsing: Array(body.readableBytesView)) else {
                throw LLMError(.invalidResponse, "what \(server) answers is no JSON; is there an MCP server at that path?")
            }
            for element in json.array ?? [json] { RPCMessage(element).map { _ = continuation.yield($0) } }
        } catch let error as LLMError {
            throw error
        } catch {
            guard !Task.isCancelled else { throw LLMError(.cancelled, "the call was cancelled") }
            throw LLMError(.connection, "no connection to the MCP server \(server), or it broke; check the address and whether it runs")
        }
    }

    private func events(_ body: HTTPClientResponse.Body, _ continuation: AsyncStream<RPCMessage>.Continuation) async throws {
        var parser = ServerSentEventParser(limit: bodyLimit)
        for try await buffer in body {
            try buffer.withUnsafeReadableBytes { bytes in
                try parser.read(bytes) { event throws(LLMError) in
                    guard let json = try? JSONValue(parsing: Array(event.data)), let message = RPCMessage(json) else { return }
                    continuation.yield(message)
                }
            }
        }
    }

    private func failure(_ status: HTTPResponseStatus) -> LLMError {
        switch status.code {
        case 401, 403:
            LLMError(.authentication, "\(server) refuses; pass a header such as Authorization that lets you in", status: Int(status.code))
        case 404: LLMError(.invalidRequest, "\(server) knows no such session or address; check the path", status: 404)
        case 429: LLMError(.rateLimit, "\(server) has no time now", status: 429)
        case 500...: LLMError(.server, "\(server) failed with \(status.code)", status: Int(status.code))
        default: LLMError(.invalidRequest, "\(server) refuses the request with \(status.code)", status: Int(status.code))
        }
    }

    /// Tells the server that the session is over; it may not care.
    private func end(_ session: Session) async {
        guard session.state.withLock({ $0.id }) != nil else { return }
        let request = request(.DELETE, session)
        // Also where the caller was cancelled: the server would keep the session.
        await Task { _ = try? await HTTPClient.untraced.execute(request, timeout: .seconds(2)) }.value
    }
}
