import AsyncHTTPClient
import Foundation
import GlueTelemetry
import Hummingbird
import Logging
import NIOCore

/// Sells what the stock service has. Its trace goes on in that service: the client sends it along in `traceparent`.
///
/// ```sh
/// OTEL_SERVICE_NAME=storefront STOCK_URL=http://localhost:8081 swift run --package-path Examples Storefront
/// curl localhost:8080/buy/apple      # sold
/// ```
@main
struct Storefront {
    static func main() async throws {
        let telemetry = Telemetry.bootstrap()
        let environment = ProcessInfo.processInfo.environment
        let stock = environment["STOCK_URL"] ?? "http://localhost:8081"

        let router = Router()
        router.add(middleware: TracingMiddleware())
        router.add(middleware: MetricsMiddleware())
        router.get("buy/:item") { request, context in
            let item = try context.parameters.require("item")
            // The shared client starts a span for each request and sends its context along.
            let answer = try await HTTPClient.shared.execute(HTTPClientRequest(url: "\(stock)/stock/\(item)"), timeout: .seconds(5))
            guard answer.status == .ok else { throw HTTPError(.notFound, message: "there is no \(item)") }
            let amount = Int(String(buffer: try await answer.body.collect(upTo: 1024))) ?? 0
            Logger(label: "storefront").info("sold", metadata: ["item": "\(item)"])
            return amount > 0 ? "sold" : "sold out"
        }

        let port = environment["PORT"].flatMap { Int($0) } ?? 8080
        var application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
        application.addServices(telemetry)
        try await application.runService()
    }
}
