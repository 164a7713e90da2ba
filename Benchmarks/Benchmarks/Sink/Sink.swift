import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A server that takes everything, keeps nothing and always answers the same: the other end of measurements on loopback.
///
/// `Sink [PORT [FILE]]` prints its address, then serves until it is stopped: as an OTLP receiver, or with the JSON of FILE
/// as any other service. It does no more than HTTP asks for, so that what is measured is the client.
@main
struct Sink {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
        let body = CommandLine.arguments.dropFirst(2).first.flatMap { contents(of: $0) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 16)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false).flatMap {
                    channel.pipeline.addHandler(Answer(body))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        print("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
        fflush(nil)
        try await channel.closeFuture.get()
    }
}

/// The bytes of a file; nil where it cannot be read.
private func contents(of path: String) -> ByteBuffer? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = ByteBuffer()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { buffer.writeBytes(chunk[..<count]) }
    return buffer
}

/// Answers each request, once it is there, that all went well.
private final class Answer: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let body: ByteBuffer?

    init(_ body: ByteBuffer?) { self.body = body }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let head = HTTPResponseHead(
            version: .http1_1,
            status: .ok,
            headers: [
                "content-type": body == nil ? "application/x-protobuf" : "application/json",
                "content-length": "\(body?.readableBytes ?? 0)",
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
