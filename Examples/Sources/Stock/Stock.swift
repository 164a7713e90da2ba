import Foundation
import GlueTelemetry
import Hummingbird
import Logging
import Metrics

/// Tells how much of an item there is.
///
/// ```sh
/// OTEL_SERVICE_NAME=stock PORT=8081 swift run --package-path Examples Stock
/// curl localhost:8081/stock/apple    # 3
/// curl localhost:8081/metrics        # for Prometheus
/// ```
@main
struct Stock {
    static func main() async throws {
        // Tracing, metrics and logging of the whole process, as the OTEL_* variables say.
        let telemetry = Telemetry.bootstrap()
        let stock = ["apple": 3, "pear": 0]

        let router = Router()
        router.add(middleware: TracingMiddleware())
        router.add(middleware: MetricsMiddleware())
        router.get("stock/:item") { request, context in
            let item = try context.parameters.require("item")
            guard let amount = stock[item] else { throw HTTPError(.notFound, message: "nobody knows \(item)") }
            Logger(label: "stock").info("asked for stock", metadata: ["item": "\(item)", "amount": "\(amount)"])
            return "\(amount)"
        }
        router.get("metrics") { request, _ in
            let body = telemetry.prometheusText(accept: request.headers[.accept])
            return Response(
                status: .ok,
                headers: [.contentType: body.contentType],
                body: .init(byteBuffer: ByteBuffer(string: body.text))
            )
        }

        let port = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) } ?? 8081
        var application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        // It stops last, so that it is there for what the server does at its end.
        application.addServices(telemetry)
        try await application.runService()
    }
}
