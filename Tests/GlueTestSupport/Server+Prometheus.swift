import Foundation
public import GlueJSON
public import Testing

/// Debian's Prometheus, which `scripts/test` unpacks.
public enum Prometheus {
    /// The variable by which `scripts/test` passes the folder of `prometheus` and `promtool`.
    static let variable = "GLUE_PROMETHEUS"

    static var folder: String? { ProcessInfo.processInfo.environment[variable] }

    /// Has promtool judge metrics in the text format; it prints what it does not like.
    public static func check(_ text: String) async throws -> Program.Outcome {
        try await Program("\(try found())/promtool", ["check", "metrics"]).run(input: Array(text.utf8))
    }

    /// The folder of `prometheus` and `promtool`.
    public static func found() throws -> String {
        guard let folder else { throw MissingPrometheus() }
        return folder
    }
}

/// A test reached for Prometheus that had not declared it with `.needsPrometheus`.
public struct MissingPrometheus: Error {}

extension Trait where Self == ConditionTrait {
    /// Runs the test where Prometheus is at hand and says how to get it where it is not.
    public static var needsPrometheus: Self {
        .enabled(
            if: Prometheus.folder != nil,
            "needs \(Prometheus.variable): run scripts/test, or export it as $(scripts/prometheus)"
        )
    }
}

extension Server {
    /// A real Prometheus, with an empty store of its own, that scrapes `/metrics` of a port every 200 ms.
    public static func prometheus<Result: Sendable>(
        scraping target: Int,
        _ body: @Sendable (Server) async throws -> Result
    ) async throws -> Result {
        let program = "\(try Prometheus.found())/prometheus"
        return try await TemporaryFolder.with { folder in
            let configuration = """
                global: {scrape_interval: 200ms, scrape_timeout: 200ms}
                scrape_configs: [{job_name: test, static_configs: [{targets: ["127.0.0.1:\(target)"]}]}]
                """
            try folder.write(Array(configuration.utf8), to: "prometheus.yml")
            return try await running(
                { port in
                    Program(
                        program,
                        [
                            "--config.file=\(folder.path("prometheus.yml"))", "--storage.tsdb.path=\(folder.path("data"))",
                            "--web.listen-address=127.0.0.1:\(port)", "--enable-feature=exemplar-storage", "--log.level=warn",
                        ]
                    )
                },
                readyWhen: "/-/ready",
                body
            )
        }
    }

    /// Asks Prometheus until it has an answer that is not empty; what is asked is scraped every now and then.
    public func query(_ path: String, within deadline: Duration = .seconds(60)) async throws -> [JSONValue] {
        let end = ContinuousClock.now + deadline
        while ContinuousClock.now < end {
            let data = try await get(path).json["data"]
            if let result = (data?["result"] ?? data)?.array, !result.isEmpty { return result }
            try await Task.sleep(for: .milliseconds(100))
        }
        return []
    }
}
