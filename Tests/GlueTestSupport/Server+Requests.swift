import AsyncHTTPClient
public import GlueJSON
import NIOCore
import NIOHTTP1

extension Server {
    /// What a server answered.
    public struct Answer: Sendable {
        public var status: Int
        public var body: [UInt8]

        public var json: JSONValue { get throws { try JSONValue(parsing: body) } }
    }

    public func get(_ path: String) async throws -> Answer { try await send(HTTPClientRequest(url: baseURL + path)) }

    public func post(_ path: String, _ json: JSONValue) async throws -> Answer {
        var request = HTTPClientRequest(url: baseURL + path)
        request.method = .POST
        request.headers = ["Content-Type": "application/json"]
        request.body = .bytes(json.bytes())
        return try await send(request)
    }

    /// - Note: Answers of up to 16 MiB.
    private func send(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return Answer(status: Int(response.status.code), body: Array(bytes.readableBytesView))
    }
}
