import Glibc
import GlueOTLP
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A collector on loopback that answers as a test says, also in ways that no HTTP library would.
final class FaultyCollector: Sendable {
    enum Answer: Sendable {
        case http(Int, [String: String] = [:], [UInt8] = [])
        /// Resets the connection as soon as a request begins to come in.
        case reset
        /// Takes the whole request, then resets the connection: the spans are there, the answer is lost.
        case resetAfterRequest
        /// Never answers.
        case silence
        /// Something that is no HTTP.
        case garbage
        /// Begins an answer and closes the connection.
        case half
        /// Answers by what the request is.
        case judged(@Sendable (Request) -> Answer)

        /// Calls a batch bad as long as a span of this name is in it.
        static func refusing(_ name: String, status: Int = 400) -> Answer {
            .judged { request in
                let isBad = (try? request.traces.spans.contains { $0.name == name }) ?? true
                return isBad ? .http(status, [:], Array("bad span".utf8)) : .ok
            }
        }

        static let ok = Answer.http(200, ["Content-Type": "application/x-protobuf"])
        static func partial(rejected: Int64, _ message: String) -> Answer {
            .http(
                200,
                ["Content-Type": "application/x-protobuf"],
                OTLP.ExportResult(rejected: rejected, errorMessage: message).protobuf()
            )
        }
    }

    struct Request: Sendable {
        var line: String
        /// Names in lower case.
        var headers: [String: String]
        /// As it came.
        var body: [UInt8]

        /// The body, gunzipped where it was compressed.
        var content: [UInt8] {
            get throws { headers["content-encoding"] == "gzip" ? try Gzip.decompress(body, limit: 64 << 20) : body }
        }

        var traces: OTLP.Traces { get throws { try OTLP.Traces(protobuf: content) } }
        var logs: OTLP.Logs { get throws { try OTLP.Logs(protobuf: content) } }
    }

    private struct State {
        var answers: [Answer]
        var requests: [Request] = []
        var connections = 0
    }

    private let state: Mutex<State>
    private let then: Answer
    private let arrivals: AsyncStream<Void>.Continuation

    private init(_ answers: [Answer], then: Answer, arrivals: AsyncStream<Void>.Continuation) {
        state = Mutex(State(answers: answers))
        self.then = then
        self.arrivals = arrivals
    }

    /// Every request that came in whole.
    var requests: [Request] { state.withLock { $0.requests } }

    /// How often a request began to come in.
    var attempts: Int { state.withLock { $0.connections } }

    /// The spans of all requests that were answered with success.
    func spans() throws -> [OTLP.Span] { try requests.flatMap { try $0.traces.spans } }

    private func nextAnswer() -> Answer {
        state.withLock { state in
            state.connections += 1
            return state.answers.isEmpty ? then : state.answers.removeFirst()
        }
    }

    private func record(_ request: Request) {
        state.withLock { $0.requests.append(request) }
        arrivals.yield()
    }
}

// MARK: - Serving

extension FaultyCollector {
    /// What a test needs to use a collector.
    struct Running: Sendable {
        var collector: FaultyCollector
        var port: Int
        /// One element a request.
        var arrivals: AsyncStream<Void>

        var isSecure = false

        var endpoint: String { "\(base)/v1/traces" }
        var base: String { isSecure ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)" }
    }

    /// Serves while a body runs.
    ///
    /// - Parameters:
    ///   - answers: To the first requests, in order.
    ///   - then: To all others.
    ///   - port: 0 for any that is free.
    ///   - tls: Nil to serve in the clear.
    static func running<Result: Sendable>(
        _ answers: [Answer] = [],
        then: Answer = .ok,
        port: Int = 0,
        tls: TLSConfiguration? = nil,
        _ body: @Sendable (Running) async throws -> Result
    ) async throws -> Result {
        let (stream, arrivals) = AsyncStream.makeStream(of: Void.self)
        let collector = FaultyCollector(answers, then: then, arrivals: arrivals)
        let security = try tls.map { try NIOSSLContext(configuration: $0) }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: security)) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let port = try #require(server.channel.localAddress?.port)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        // Whatever becomes of one connection is no matter of the others.
                        for try await connection in connections { group.addTask { try? await collector.serve(connection) } }
                    }
                }
            }
            let result = try await body(Running(collector: collector, port: port, arrivals: stream, isSecure: tls != nil))
            group.cancelAll()
            return result
        }
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var bytes = ByteBuffer()
            var answer: Answer?
            for try await piece in inbound {
                bytes.writeImmutableBuffer(piece)
                if answer == nil { answer = nextAnswer() }
                guard var now = answer else { continue }
                if case .reset = now { return try await reset(connection.channel) }
                guard let request = Self.request(in: bytes) else { continue }
                record(request)
                bytes.clear()
                answer = nil
                if case .judged(let judge) = now { now = judge(request) }
                switch now {
                case .judged: return
                case .http(let status, let headers, let body):
                    try await outbound.write(Self.response(status, headers, body))
                case .resetAfterRequest, .reset:
                    return try await reset(connection.channel)
                case .silence:
                    continue
                case .garbage:
                    try await outbound.write(ByteBuffer(string: "\u{0}\u{1} this is no HTTP \r\n\r\n"))
                    return
                case .half:
                    try await outbound.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
                    return
                }
            }
        }
    }

    /// Closes a connection the way a crash does.
    private func reset(_ channel: any Channel) async throws {
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }

    /// Nil while it is not whole.
    private static func request(in buffer: ByteBuffer) -> Request? {
        let bytes = Array(buffer.readableBytesView)
        guard let head = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let body = bytes[head.upperBound...]
        guard let length = headers["content-length"].flatMap({ Int($0) }), body.count >= length else { return nil }
        return Request(line: lines.first.map(String.init) ?? "", headers: headers, body: Array(body))
    }

    private static func response(_ status: Int, _ headers: [String: String], _ body: [UInt8]) -> ByteBuffer {
        var response = ByteBuffer(string: "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n")
        for (name, value) in headers { response.writeString("\(name): \(value)\r\n") }
        response.writeString("\r\n")
        response.writeBytes(body)
        return response
    }
}
