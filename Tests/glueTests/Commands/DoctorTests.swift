import Foundation
import GlueJSON
import GlueTestSupport
import Testing

@Suite("glue doctor")
struct DoctorTests {
    private static let nowhere = ["OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"]

    @Test("What is set is shown with what it means, credentials are not, and a wrong value makes it fail")
    func settings() async throws {
        let outcome = try await Program.glue(
            ["doctor"],
            environment: Self.nowhere.merging([
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "authorization=Bearer%20hunter2", "OTEL_TRACES_SAMPLER": "somtimes",
                "OTEL_SERVICE_NAME": "shop",
            ]) { $1 }
        ).run()
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        #expect(outcome.text.contains("OTEL_SERVICE_NAME=shop"))
        #expect(outcome.text.contains("OTEL_EXPORTER_OTLP_TRACES_HEADERS=(set, not shown)"))
        #expect(!outcome.text.contains("hunter2") && !outcome.error.contains("hunter2"))
        #expect(outcome.text.contains("somtimes") && outcome.text.contains("used: parentbased_always_on"))
        #expect(outcome.text.contains("none: nothing is exported"))
    }

    @Test("Each setting of the engine is shown with its source; keys are masked, typing errors are told")
    func engine() async throws {
        let environment = Self.nowhere.merging([
            "GLUELLM_RETRY_MAX_ATTEMPTS": "5", "GLUELLM_OPENAI_API_KEY": "sk-hunter2", "GLUELLM_LOG_DIR": "/tmp",
            "GLUELLM_RETRY_MAX_ATEMPTS": "6", "GLUELLM_ENABLE_TRACING": "true",
        ]) { $1 }
        let outcome = try await Program.glue(["doctor"], environment: environment).run()
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.text.contains("GLUELLM_RETRY_MAX_ATTEMPTS=5  from environment"))
        #expect(outcome.text.contains("GLUELLM_DEFAULT_MODEL=openai:gpt-5.4-nano  default"))
        #expect(outcome.text.contains("GLUELLM_OPENAI_API_KEY=(set, not shown)  from environment"))
        #expect(outcome.text.contains("GLUELLM_RETRY_MAX_ATEMPTS: there is no such setting"))
        #expect(outcome.text.contains("GLUELLM_LOG_DIR: the application says where logs go"))

        let told = try await Program.glue(["doctor", "--json"], environment: environment).run()
        let report = try JSONValue(parsing: told.output)
        let retry = report["engine"]?.array?.first { $0["name"] == "retryMaxAttempts" }
        #expect(retry?["value"] == "5" && retry?["source"] == "environment")
        #expect(report["ignored"]?.object?.map(\.key) == ["GLUELLM_LOG_DIR", "GLUELLM_RETRY_MAX_ATEMPTS"])
        #expect(!(outcome.text + told.text).contains("hunter2"))

        let wrong = try await Program.glue(["doctor"], environment: ["GLUELLM_RETRY_MAX_ATTEMPTS": "no"].merging(Self.nowhere) { $1 }).run()
        #expect(wrong.exitCode == 1 && wrong.text.contains("write a whole number, 1 or more (no); used: 3"))
    }

    @Test("Every variable is listed")
    func variables() async throws {
        let outcome = try await Program.glue(["doctor", "--variables", "--json"]).run()
        let lines = try outcome.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        let names = lines.compactMap { $0["name"]?.string }
        #expect(outcome.exitCode == 0 && names.contains("OTEL_BSP_SCHEDULE_DELAY") && names.contains("GLUELLM_JOURNAL"))
        #expect(names.contains("GLUELLM_RETRY_MAX_ATTEMPTS"))
        #expect(lines.first { $0["name"] == "OTEL_METRIC_EXPORT_INTERVAL" }?["default"] == "60000")
    }

    @Test("A destination that answers is told from one that is away and one that refuses us", arguments: [(200, 0), (405, 0), (401, 4)])
    func destinations(status: Int, exitCode: Int32) async throws {
        try await LoopbackServer.running({ _ in .bytes([], status: status) }) { _, base in
            let outcome = try await Program.glue(
                ["doctor", "--json"],
                environment: Self.nowhere.merging(["OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": base + "/traces"])
                { $1 }
            ).run()
            #expect(outcome.exitCode == exitCode, "\(outcome.error)")
            let destination = try JSONValue(parsing: outcome.output)["destinations"]?[0]
            #expect(destination?["state"] == (status == 401 ? "refusing" : "reachable"))
            #expect(destination?["detail"]?.string?.hasPrefix("\(status)") == true)
        }
        let port = try await Server.freePort()
        let away = try await Program.glue(
            ["doctor", "--json"],
            environment: Self.nowhere.merging(
                ["OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)"]
            ) { $1 }
        ).run()
        #expect(away.exitCode == 4)
        #expect(try JSONValue(parsing: away.output)["destinations"]?[0]?["state"] == "unreachable")
    }

    @Test("A journal's state, what waits in it, what is damaged; repaired, the rest is exported", .timeLimit(.minutes(2)))
    func journal() async throws {
        try await TemporaryFolder.with { folder in
            let journal = folder.path("journal")
            let port = try await Server.freePort()
            let away = "http://127.0.0.1:\(port)"
            let left = try await Program.glue(
                ["load", "--otlp", away, "--journal", journal, "--spans", "1000", "--drain", "0.2"]
            ).run()
            // What waits in the journal is not lost.
            #expect(left.exitCode == 0, "\(left.error)")

            func doctor(_ more: [String] = []) async throws -> (code: Int32, journal: JSONValue?) {
                let outcome = try await Program.glue(
                    ["doctor", "--json", "--journal", journal] + more,
                    environment: Self.nowhere.merging(["OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": away]) { $1 }
                ).run()
                return (outcome.exitCode, try JSONValue(parsing: outcome.output)["journal"])
            }
            let sound = try await doctor()
            #expect(sound.code == 4)
            #expect(sound.journal?["waiting"]?[0]?["records"] == 1000)
            let queue = sound.journal?["segments"]?.array?.first { $0["area"] == "queue" }
            #expect(queue?["alive"] == false && queue?["records"] == 1000 && queue?["is_damaged"] == false)

            // One flipped bit, in the middle of some record.
            let path = try #require(queue?["path"]?.string)
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            bytes[100_000] ^= 4
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let damaged = try await doctor()
            #expect(damaged.code == 1)
            #expect(damaged.journal?["segments"]?.array?.contains { $0["is_damaged"] == true } == true)

            let repaired = try await doctor(["--repair"])
            #expect(repaired.code == 4)
            #expect(repaired.journal?["kept_aside"]?.array?.count == 1)
            #expect(repaired.journal?["waiting"]?[0]?["records"] == 999)
            // What nobody has exported yet is a source of every command, too.
            let shown = try await Program.glue(["exchanges", journal]).run()
            #expect(shown.exitCode == 0 && shown.text.split(separator: "\n").count == 999, "\(shown.error)")
        }
    }

    @Test("A folder that is not there is named", arguments: [["doctor", "--journal", "/nowhere/at/all"]])
    func missing(arguments: [String]) async throws {
        let outcome = try await Program.glue(arguments, environment: Self.nowhere).run()
        #expect(outcome.exitCode == 3 && outcome.error.contains("/nowhere/at/all"))
    }
}
