import AsyncHTTPClient
import Foundation
import GlueJSON
import GlueMLflow
import NIOCore
import NIOHTTP1
import Synchronization

/// How fast a run's points reach a real MLflow server, beside a bare loop of full requests that does nothing else.
struct RunBench: Sendable {
    let uri: String
    let points: Int
    /// Both take turns, so that a server that slows down with its store slows down both.
    let turns: Int

    /// - Returns: Points a second of both, and the memory that logging took.
    func run() async throws -> JSONValue {
        var settings = MLflowSettings(trackingURI: uri)
        settings.retry.maximumRetries = 2
        let client = try MLflowClient(settings)
        let experiment = try await client.createExperiment("bench-\(UUID().uuidString)")
        // The first request makes the server load half of itself.
        try await client.log(Metric("warm", 1), to: try await client.createRun(in: experiment).id)
        let share = points / turns
        var bare = Duration.zero
        var logged = Duration.zero
        let memory = MemoryWatch()
        var held: [Int] = []
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-bench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bareRun = try await client.createRun(in: experiment).id
        for turn in 0..<turns {
            bare += try await time { try await self.bare(turn * share..<(turn + 1) * share, to: bareRun) }
            memory.look()
            logged += try await time {
                let options = RunOptions(spool: SpoolSettings(path: folder), interval: .milliseconds(100))
                try await client.withRun(experiment: .id(experiment), name: "bench", options: options) { run in
                    for step in turn * share..<(turn + 1) * share {
                        try await run.log("value", Double(step), step: Int64(step))
                    }
                }
            }
            memory.look()
            held.append(memory.figures.inUse)
        }
        let rate = { (duration: Duration) in Double(share * turns) / (duration / .seconds(1)) }
        return [
            "points": .integer(Int64(share * turns)), "bare_points_per_second": .number(rate(bare)),
            "run_points_per_second": .number(rate(logged)), "ratio": .number(bare / logged),
            "in_use_mb_after_each_turn": .array(held.map { .number(Double($0) / 1e6) }),
            "peak_resident_mb": .number(Double(memory.figures.peak) / 1e6),
        ]
    }

    private func time(_ body: () async throws -> Void) async throws -> Duration {
        let start = ContinuousClock.now
        try await body()
        return ContinuousClock.now - start
    }

    /// Full requests, one after the other, written before the clock starts only in that their numbers are plain.
    private func bare(_ steps: Range<Int>, to run: String) async throws {
        var start = steps.lowerBound
        while start < steps.upperBound {
            let end = min(start + MLflowLimits.batchMetrics, steps.upperBound)
            let now = MLflowTime.now.milliseconds
            let points = (start..<end).map { #"{"key":"value","value":\#($0),"timestamp":\#(now),"step":\#($0)}"# }.joined(separator: ",")
            var request = HTTPClientRequest(url: "\(uri)/api/2.0/mlflow/runs/log-batch")
            request.method = .POST
            request.headers = ["Content-Type": "application/json"]
            request.body = .bytes(ByteBuffer(string: #"{"run_id":"\#(run)","metrics":[\#(points)]}"#))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
            guard response.status == .ok else {
                throw CommandFailure(.peer, "MLflow answered \(response.status.code) to a plain request")
            }
            _ = try await response.body.collect(upTo: 1 << 20)
            start = end
        }
    }
}
