import AsyncHTTPClient
import GlueLLM
import NIOCore
import NIOHTTP1

/// A server that traces are read from over HTTP.
struct RemoteServer: Sendable {
    /// Without a slash at its end.
    let baseURL: String
    private let token: String?
    private static let largest = 256 << 20

    /// - Parameter token: Sent as a bearer token; nil for a server that wants none.
    init(_ baseURL: String, token: String?) throws(RemoteTraceError) {
        do {
            _ = try HTTPService(name: "traces", baseURL: baseURL)
        } catch {
            throw .badAddress(baseURL)
        }
        var url = Substring(baseURL)
        while url.last == "/" { url.removeLast() }
        self.baseURL = String(url)
        self.token = token
    }

    func get(_ path: String) async throws(RemoteTraceError) -> (status: Int, body: [UInt8]) {
        var request = HTTPClientRequest(url: baseURL + path)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        do {
            let response = try await HTTPClient.untraced.execute(request, timeout: .seconds(60))
            return (Int(response.status.code), Array(buffer: try await response.body.collect(upTo: Self.largest)))
        } catch {
            throw .unreachable(server: baseURL)
        }
    }

    func refusal(_ status: Int, _ body: [UInt8]) -> RemoteTraceError {
        .refused(server: baseURL, status: status, excerpt: String(String(decoding: body, as: UTF8.self).prefix(200)))
    }
}
