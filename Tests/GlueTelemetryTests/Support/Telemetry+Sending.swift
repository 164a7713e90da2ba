import GlueRetry
import GlueTelemetry
import Tracing

extension Telemetry {
    /// A telemetry with one destination, called `http`, whose attempts follow each other at once.
    static func sending(
        to endpoint: String,
        clock: any Clock<Duration> = ImpatientClock(),
        _ change: (inout OTLPHTTPSettings) -> Void = { _ in }
    ) throws -> Telemetry {
        // One at a time, so that the order of arrival is that of the queue.
        var settings = OTLPHTTPSettings(endpoint: endpoint, timeout: .seconds(600), concurrency: 1)
        change(&settings)
        let destination = try OTLPHTTPDestination(settings, name: "http", clock: clock, randomness: .greatest)
        return Telemetry(TelemetrySettings(destinations: [destination], logger: .silent))
    }

    /// Spans with a name each.
    func makeSpans(_ count: Int) {
        for number in 0..<count { tracer.withSpan("span \(number)") { $0.attributes["number"] = number } }
    }
}
