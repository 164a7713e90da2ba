import AsyncHTTPClient
import Foundation
import NIOCore
public import NIOHTTP1
import NIOPosix
import Subprocess
import Synchronization
import SystemPackage

/// A real server that a test starts, talks to and ends.
public struct Server: Sendable {
    /// Where the server listens, on loopback; without a trailing slash.
    public var baseURL: String
    public var port: Int

    /// One that somebody else starts and ends.
    public init(port: Int) {
        baseURL = "http://127.0.0.1:\(port)"
        self.port = port
    }
}

/// A server that did not come up.
public struct ServerDidNotStart: Error, CustomStringConvertible {
    public var program: String
    public var log: String

    public var description: String { "\(program) did not answer in time; its last lines: \(log)" }
}

extension Server {
    /// Starts a program that serves HTTP, waits until `path` answers with 200, runs the body, ends the program.
    ///
    /// - Parameters:
    ///   - program: What to start, given the port to listen on.
    ///   - chosen: The port; nil for one that is free.
    ///   - path: The path that answers once the server is ready, with 200 unless `status` says that any answer will do.
    ///   - deadline: How long the server may take to get ready.
    public static func running<Result: Sendable>(
        _ program: (_ port: Int) throws -> Program,
        on chosen: Int? = nil,
        readyWhen path: String,
        status: HTTPResponseStatus? = .ok,
        within deadline: Duration = .seconds(90),
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
        let port: Int
        if let chosen { port = chosen } else { port = try await freePort() }
        let program = try program(port)
        var platformOptions = PlatformOptions()
        platformOptions.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
        var configuration = program.configuration
        configuration.platformOptions = platformOptions
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("glue-server-\(UUID().uuidString).log")
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        defer { try? output.close() }

        return try await Subprocess.run(
            configuration,
            input: .none,
            output: .fileDescriptor(.init(rawValue: output.fileDescriptor), closeAfterSpawningProcess: false),
            error: .combinedWithOutput
        ) { execution in
            let server = Server(port: port)
            do {
                guard try await server.answers(path, status, within: deadline) else {
                    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
                    throw ServerDidNotStart(program: program.path, log: String(text.suffix(2000)))
                }
                let result = try await body(server)
                await execution.teardown(using: platformOptions.teardownSequence)
                return result
            } catch {
                await execution.teardown(using: platformOptions.teardownSequence)
                throw error
            }
        }.closureResult
    }

    private func answers(_ path: String, _ status: HTTPResponseStatus?, within deadline: Duration) async throws -> Bool {
        let end = ContinuousClock.now + deadline
        while ContinuousClock.now < end {
            if let response = try? await HTTPClient.shared.execute(HTTPClientRequest(url: baseURL + path), timeout: .seconds(5)),
                status == nil || response.status == status
            {
                return true
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        return false
    }

    /// Listens on a port, reads what comes first from a client, answers these bytes, whatever they are, and hangs up.
    public static func hangingUp<Result: Sendable>(
        after answer: String,
        _ body: @Sendable (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(HangUp(answer: answer)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        defer { listener.close(promise: nil) }
        guard let port = listener.localAddress?.port else { throw ServerDidNotStart(program: "a server that hangs up", log: "") }
        return try await body(port)
    }

    /// A port on loopback that nobody listens on, a different one each time.
    ///
    /// It lies below those that the system gives to clients: the next connection of any test could take one of these.
    public static func freePort() async throws -> Int {
        for _ in 0..<1000 {
            let port = 20_000 + ports.wrappingAdd(1, ordering: .relaxed).newValue % 12_000
            guard
                let channel = try? await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: port)
                    .get()
            else { continue }
            try await channel.close()
            return port
        }
        throw ServerDidNotStart(program: "a free port", log: "")
    }

    /// Counts from a place of this process's own, so that two runs side by side rarely meet.
    private static let ports = Atomic(Int(getpid()) * 97)
}

private final class HangUp: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String

    init(answer: String) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        context.close(promise: nil)
    }
}
