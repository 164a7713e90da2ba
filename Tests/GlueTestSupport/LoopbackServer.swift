public import GlueJSON
public import HTTPTypes
public import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A real HTTP server on loopback that keeps what it was asked and answers what the test says.
public final class LoopbackServer: Sendable {
    public struct Received: Sendable {
        public var path: String
        public var headers: HTTPFields
        /// Null where the bytes are no JSON.
        public var body: JSONValue
        public var bytes: [UInt8]

        public subscript(header: String) -> String? { HTTPField.Name(header).flatMap { headers[$0] } }
    }

    public enum Reply: Sendable {
        case json(JSONValue, status: Int = 200, headers: [String: String] = [:])
        case bytes([UInt8], status: Int = 200)
        /// Once so many requests have come.
        case onceReceived(Int, JSONValue)
        /// A head and then nothing until the client goes away, which it then tells.
        case stall(closed: @Sendable () -> Void)
        /// So many bytes, sent as long as somebody reads them.
        case endless
    }

    private let state = Mutex<[Received]>([])
    private let reply: @Sendable (Int) -> Reply

    private init(_ reply: @escaping @Sendable (Int) -> Reply) { self.reply = reply }

    public var received: [Received] { state.withLock { $0 } }

    /// Serves until the body is done.
    ///
    /// - Parameter reply: The answer to the request of an index.
    public static func running<Result: Sendable>(
        _ reply: @escaping @Sendable (Int) -> Reply,
        _ body: @Sendable (LoopbackServer, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let server = LoopbackServer(reply)
        return try await listening { request in
            try await server.respond(to: request)
        } _: { port in
            try await body(server, "http://127.0.0.1:\(port)/v1")
        }
    }

    /// A server of any kind on loopback, for as long as the body takes.
    public static func listening<Result: Sendable>(
        _ respond: @escaping @Sendable (Request) async throws -> Response,
        _ body: @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let (ports, signal) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "loopback")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in try await respond(request) },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in signal.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            for await port in ports { return try await body(port) }
            throw CancellationError()
        }
    }

    private func respond(to request: Request) async throws -> Response {
        let bytes = try await request.body.collect(upTo: 16 << 20)
        let body = (try? JSONValue(parsing: Array(bytes.readableBytesView))) ?? .null
        let index = state.withLock { received in
            received.append(Received(path: request.uri.string, headers: request.headers, body: body, bytes: Array(bytes.readableBytesView)))
            return received.count - 1
        }
        switch reply(index) {
        case .json(let value, let status, let headers):
            var fields: HTTPFields = [.contentType: "application/json"]
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            // A 204 has no body: what follows its head would be taken for the next answer on the connection.
            let body = status == 204 ? ByteBuffer() : ByteBuffer(bytes: value.bytes())
            return Response(status: .init(code: status), headers: fields, body: .init(byteBuffer: body))
        case .bytes(let bytes, let status):
            return Response(status: .init(code: status), body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .onceReceived(let count, let value):
            while received.count < count { try await Task.sleep(for: .milliseconds(5)) }
            return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: value.bytes())))
        case .stall(let closed):
            return Response(
                status: .ok,
                body: .init { writer in
                    // The write that fails is how a server sees that the client has gone.
                    do {
                        while true {
                            try await writer.write(ByteBuffer(string: " "))
                            try await Task.sleep(for: .milliseconds(10))
                        }
                    } catch {
                        closed()
                        throw error
                    }
                }
            )
        case .endless:
            return Response(
                status: .ok,
                body: .init { writer in
                    while true { try await writer.write(ByteBuffer(repeating: 0x20, count: 1 << 16)) }
                }
            )
        }
    }
}
