import GlueOTLP
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A collector on loopback that keeps what it is sent, for the demo to look at.
final class DemoReceiver: Sendable {
    /// What arrived, and what it took on the wire.
    struct Received: Sendable {
        var traces = OTLP.Traces()
        var requests = 0
        var compressedBytes = 0
        var bytes = 0
    }

    private let state = Mutex(Received())

    var received: Received { state.withLock { $0 } }

    /// Receives for as long as the body takes, which is told the port.
    func running<Result: Sendable>(_ body: @Sendable (DemoReceiver, Int) async throws -> Result) async throws -> Result {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let router = Router()
        router.post("/v1/traces") { [self] request, _ in try await take(request) }
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "glue.demo", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await application.run()
            }
            defer { group.cancelAll() }
            for await port in ports { return try await body(self, port) }
            throw CommandFailure(.peer, "the demo's collector could not listen on loopback")
        }
    }

    /// Only what the demo promises is taken: protobuf in gzip.
    private func take(_ request: Request) async throws -> Response {
        guard request.headers[.contentType] == "application/x-protobuf", request.headers[.contentEncoding] == "gzip" else {
            throw HTTPError(.unsupportedMediaType)
        }
        let body = try await request.body.collect(upTo: Self.largestBody)
        do {
            let compressed = Array(buffer: body)
            let bytes = try Gzip.decompress(compressed, limit: Self.largestBody)
            let traces = try OTLP.Traces(protobuf: bytes)
            state.withLock { received in
                received.traces.resourceSpans += traces.resourceSpans
                received.requests += 1
                received.compressedBytes += compressed.count
                received.bytes += bytes.count
            }
        } catch {
            throw HTTPError(.badRequest, message: "\(error)")
        }
        return Response(status: .ok, headers: [.contentType: "application/x-protobuf"])
    }

    private static let largestBody = 64 << 20
}
