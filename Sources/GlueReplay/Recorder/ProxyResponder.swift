import AsyncHTTPClient
import GlueJSON
import GlueLLM
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Passes the requests of a ``RecordingProxy`` on, and their answers back.
struct ProxyResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let proxy: RecordingProxy

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: proxy.requestLimit))
        } catch is NIOTooManyBytesError {
            let message = "the request has more than \(proxy.requestLimit) bytes; raise the proxy's limit"
            return MockResponder.json(OpenAIChat.error(message, type: "invalid_request_error"), .contentTooLarge)
        }
        let api = request.method == .post ? WireAPI(path: request.uri.path) : nil
        let record = api.map { ProxyRecord(proxy, $0, request, body) }
        let answer: HTTPClientResponse
        do {
            answer = try await proxy.client.execute(forwarded(request, body), deadline: .distantFuture)
        } catch {
            record?.fail(.unreachable)
            let message = "\(proxy.upstream) cannot be reached; check the address and whether the server runs"
            return MockResponder.json(
                (api ?? .chatCompletions).refusal(message, type: "upstream_unreachable", code: "upstream_unreachable"),
                .badGateway
            )
        }
        record?.begin(answer.status, answer.headers, answer.version)
        var headers = HTTPFields()
        for (name, value) in answer.headers where !Self.hopByHop.contains(name.lowercased()) {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        let length = answer.headers.first(name: "content-length").flatMap(Int.init)
        let pieces = answer.body
        return Response(
            status: HTTPResponse.Status(code: Int(answer.status.code)),
            headers: headers,
            body: ResponseBody(contentLength: length) { writer in
                // Recorded before the client has all of it: whoever was answered finds the answer in the recording, even one that ends
                // the proxy at once.
                var left = length
                do {
                    for try await piece in pieces {
                        record?.add(piece)
                        left = left.map { $0 - piece.readableBytes }
                        if left == 0 { record?.finish() }
                        try await writer.write(piece)
                    }
                    record?.finish()
                } catch {
                    // Whichever side broke off: the client sees the same, and what came is recorded.
                    record?.fail(.broken)
                    throw error
                }
                try await writer.finish(nil)
            }
        )
    }

    private func forwarded(_ request: Request, _ body: [UInt8]) -> HTTPClientRequest {
        var forwarded = HTTPClientRequest(url: proxy.upstream + request.uri.description)
        forwarded.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers where !Self.hopByHop.contains(field.name.canonicalName) && !Self.own.contains(field.name.canonicalName)
        {
            forwarded.headers.add(name: field.name.rawName, value: field.value)
        }
        if !body.isEmpty || request.method == .post { forwarded.body = .bytes(body) }
        return forwarded
    }

    /// What each connection says for itself.
    ///
    /// Source: RFC 9110, section 7.6.1.
    private static let hopByHop: Set<String> = [
        "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]

    /// What the proxy says in the client's place: it reads the answers, so they come uncompressed.
    private static let own: Set<String> = ["host", "accept-encoding", "expect"]
}
