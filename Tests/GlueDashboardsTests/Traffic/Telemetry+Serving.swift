import GlueTelemetry
import GlueTestSupport
import Hummingbird
import NIOCore

extension Telemetry {
    /// Serves the metrics as an application would, on loopback.
    func served<Value: Sendable>(_ work: @Sendable (_ port: Int) async throws -> Value) async throws -> Value {
        try await LoopbackServer.listening { request in
            let body = self.prometheusText(accept: request.headers[.accept])
            return Response(
                status: .ok,
                headers: [.contentType: body.contentType],
                body: .init(byteBuffer: ByteBuffer(string: body.text))
            )
        } _: { port in
            try await work(port)
        }
    }
}
