import Foundation
import GlueJSON
import GlueTelemetry
import GlueTestSupport

extension Server {
    /// A real Prometheus that holds what a text of OpenMetrics says, at the times that it says, and scrapes nothing.
    static func prometheus<Result: Sendable>(
        holding text: String,
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
        let tools = try Prometheus.found()
        return try await TemporaryFolder.with { folder in
            try folder.write(Array(text.utf8), to: "recording.txt")
            try folder.write(Array("scrape_configs: []\n".utf8), to: "prometheus.yml")
            let made = try await Program(
                "\(tools)/promtool",
                ["tsdb", "create-blocks-from", "openmetrics", folder.path("recording.txt"), folder.path("data")]
            ).run()
            guard made.exitCode == 0 else { throw NotHeld(output: made.text + made.error) }
            return try await running(
                { port in
                    Program(
                        "\(tools)/prometheus",
                        [
                            "--config.file=\(folder.path("prometheus.yml"))", "--storage.tsdb.path=\(folder.path("data"))",
                            // The recording is older than what is usually kept.
                            "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
                        ]
                    )
                },
                readyWhen: "/-/ready",
                body
            )
        }
    }

    /// The values of a label in the time of a recording, in their order.
    func values(of label: String, in series: String) async throws -> [String] {
        let text = PercentCoding.encoded(series, keeping: { _ in false })
        let answer = try await get(
            "/api/v1/label/\(label)/values?match%5B%5D=\(text)&start=\(Timeline.start)&end=\(Timeline.end)"
        ).json
        return (answer["data"]?.array ?? []).compactMap(\.string).sorted()
    }

    /// What a query answers at some moments, evenly apart, as a graph asks for it.
    func answers(_ query: String, at moments: [Int]) async throws -> [Int: Answers] {
        guard let first = moments.first, let last = moments.last else { return [:] }
        let step = moments.count > 1 ? moments[1] - first : 60
        let text = PercentCoding.encoded(query, keeping: { _ in false })
        let answer = try await get("/api/v1/query_range?query=\(text)&start=\(first)&end=\(last)&step=\(step)").json
        guard let series = answer["data"]?["result"]?.array else { throw NotHeld(output: answer.text()) }
        var answers: [Int: Answers] = [:]
        for series in series {
            let labels = (series["metric"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string }
            for point in series["values"]?.array ?? [] {
                guard let time = point[0]?.number, let value = point[1]?.string.flatMap(Double.init) else { continue }
                answers[Int(time), default: [:]][labels] = value
            }
        }
        return answers
    }
}

/// Prometheus did not take a recording, or a query.
private struct NotHeld: Error, CustomStringConvertible {
    let output: String

    var description: String { "Prometheus says: \(output.suffix(2000))" }
}
