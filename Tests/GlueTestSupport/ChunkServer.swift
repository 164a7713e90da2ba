import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that streams its answers chunk by chunk, as the test says, and breaks off where the test says.
public final class ChunkServer: Sendable {
    /// How an answer ends.
    public enum Ending: Sendable, Hashable {
        /// As HTTP wants it.
        case whole
        /// The connection is closed in the midst of the answer.
        case cut
        /// Nothing more comes, and the connection stays.
        case stall
    }

    public struct Answer: Sendable {
        public var chunks: [[UInt8]]
        public var ending: Ending
        public var status: Int
        public var contentType: String

        public init(_ chunks: [[UInt8]], _ ending: Ending = .whole, status: Int = 200, contentType: String = "text/event-stream") {
            self.chunks = chunks
            self.ending = ending
            self.status = status
            self.contentType = contentType
        }
    }

    private struct State {
        var connections = 0
        var requests = 0
        var answering = 0
        var written = 0
    }

    private let state = Mutex(State())
    private let answer: @Sendable (Int) -> Answer

    private init(_ answer: @escaping @Sendable (Int) -> Answer) { self.answer = answer }

    /// How many connections came.
    public var connections: Int { state.withLock { $0.connections } }
    /// How many requests came.
    public var requests: Int { state.withLock { $0.requests } }
    /// How many answers are under way, on connections that are open.
    public var answering: Int { state.withLock { $0.answering } }
    /// How many chunks left for the network.
    public var written: Int { state.withLock { $0.written } }

    /// Serves until the body is done.
    ///
    /// - Parameter answer: The answer to the request of an index.
    public static func running<Result: Sendable>(
        _ answer: @escaping @Sendable (Int) -> Answer,
        _ body: @Sendable (ChunkServer, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let server = ChunkServer(answer)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false).flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        do {
            let result = try await body(server, "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1")
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: ChunkServer
        private var isAnswering = false

        init(_ server: ChunkServer) { self.server = server }

        func channelActive(context: ChannelHandlerContext) { server.state.withLock { $0.connections += 1 } }

        func channelInactive(context: ChannelHandlerContext) { end() }

        private func end() {
            guard isAnswering else { return }
            isAnswering = false
            server.state.withLock { $0.answering -= 1 }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            isAnswering = true
            let index = server.state.withLock { state in
                state.answering += 1
                state.requests += 1
                return state.requests - 1
            }
            let answer = server.answer(index)
            let head = HTTPResponseHead(
                version: .http1_1,
                status: .init(statusCode: answer.status),
                headers: ["content-type": answer.contentType, "transfer-encoding": "chunked"]
            )
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            write(answer.chunks[...], answer.ending, NIOLoopBound(context, eventLoop: context.eventLoop))
        }

        /// One chunk after the other, each once the one before it has left.
        private func write(_ chunks: ArraySlice<[UInt8]>, _ ending: Ending, _ context: NIOLoopBound<ChannelHandlerContext>) {
            guard let chunk = chunks.first else {
                switch ending {
                case .whole:
                    context.value.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
                    end()
                case .cut: context.value.close(promise: nil)
                case .stall: break
                }
                return
            }
            let written = context.value.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenSuccess {
                self.server.state.withLock { $0.written += 1 }
                self.write(chunks.dropFirst(), ending, context)
            }
            context.value.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: chunk)))), promise: written)
        }
    }
}
