import Glibc
import GlueMLflow
import GlueRetry

/// Logs points 0, 1, 2 … to a run: `RunProbe URI EXPERIMENT FOLDER FIRST COUNT`. Prints the run's id, and each thousandth step once
/// it is logged.
@main
struct RunProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let first = Int64(arguments[4]), let count = Int64(arguments[5]) else { return }
        var settings = MLflowSettings(trackingURI: arguments[1])
        settings.retry = MLflowRetry(backoff: Backoff(initial: .milliseconds(50), maximum: .milliseconds(200)))
        let client = try MLflowClient(settings)
        let options = RunOptions(spool: SpoolSettings(path: arguments[3]), interval: .milliseconds(50), endTimeout: .seconds(60))
        try await client.withRun(experiment: .id(arguments[2]), name: "probe", options: options) { run in
            tell(run.id)
            for step in first..<first + count {
                try await run.log("value", Double(step), step: step, time: MLflowTime(milliseconds: 1_700_000_000_000 + step))
                if step % 1000 == 999 { tell("\(step + 1)") }
            }
        }
    }

    /// At once: what a killed process had not written is lost.
    private static func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(1, bytes, bytes.count)
    }
}
