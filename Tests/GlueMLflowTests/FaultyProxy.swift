import AsyncHTTPClient
import Foundation
import GlueTestSupport
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Synchronization

/// A real HTTP server that passes requests on to another, but for those that it spoils.
final class FaultyProxy: Sendable {
    /// What becomes of a request.
    enum Fault: Sendable {
        case none
        /// It goes no further, and this is the answer.
        case refuses(status: Int, headers: [String: String] = [:])
        /// It is passed on, and this is the answer all the same: the real one is lost.
        case loses(status: Int)
    }

    private let upstream: String
    private let fault: @Sendable (_ index: Int, _ path: String) -> Fault
    private let count = Mutex(0)
    private let spoiled = Mutex(0)

    /// How many requests were spoiled.
    var faults: Int { spoiled.withLock { $0 } }

    private init(_ upstream: String, _ fault: @escaping @Sendable (Int, String) -> Fault) {
        self.upstream = upstream
        self.fault = fault
    }

    static func before<Result: Sendable>(
        _ upstream: String,
        _ fault: @escaping @Sendable (_ index: Int, _ path: String) -> Fault,
        _ body: @Sendable (FaultyProxy, _ url: String) async throws -> Result
    ) async throws -> Result {
        let proxy = FaultyProxy(upstream, fault)
        return try await LoopbackServer.listening { request in
            try await proxy.respond(to: request)
        } _: { port in
            try await body(proxy, "http://127.0.0.1:\(port)")
        }
    }

    /// A server that is away when the body says so, and answers 503 then.
    static func switchable<Result: Sendable>(
        before upstream: String,
        _ body: @Sendable (_ away: Switch, _ url: String) async throws -> Result
    ) async throws -> Result {
        let away = Switch()
        return try await before(upstream, { _, _ in away.isOn ? .refuses(status: 503) : .none }, { _, url in try await body(away, url) })
    }

    final class Switch: Sendable {
        private let state = Mutex(false)

        var isOn: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    private func respond(to request: Request) async throws -> Response {
        let index = count.withLock { count in
            defer { count += 1 }
            return count
        }
        let body = try await request.body.collect(upTo: 64 << 20)
        switch fault(index, request.uri.path) {
        case .refuses(let status, let headers):
            spoiled.withLock { $0 += 1 }
            return Self.answer(status, headers)
        case .loses(let status):
            _ = try await pass(request, body)
            spoiled.withLock { $0 += 1 }
            return Self.answer(status)
        case .none:
            return try await pass(request, body)
        }
    }

    private func pass(_ request: Request, _ body: ByteBuffer) async throws -> Response {
        var message = HTTPClientRequest(url: upstream + request.uri.string)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        if let type = request.headers[.contentType] { message.headers.add(name: "Content-Type", value: type) }
        if body.readableBytes > 0 { message.body = .bytes(body) }
        let answer = try await HTTPClient.shared.execute(message, timeout: .seconds(60))
        let bytes = try await answer.body.collect(upTo: 64 << 20)
        var headers = HTTPFields()
        if let type = answer.headers.first(name: "content-type") { headers[.contentType] = type }
        return Response(status: .init(code: Int(answer.status.code)), headers: headers, body: .init(byteBuffer: bytes))
    }

    private static func answer(_ status: Int, _ headers: [String: String] = [:]) -> Response {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return Response(status: .init(code: status), headers: fields)
    }
}
