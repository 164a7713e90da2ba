import GlueJSON
import GlueTestSupport
import Testing

@Suite("A journal on a disk that takes nothing more")
struct DiskTests {
    /// Runs `glue load` where a file system of this kind and size holds the journal.
    private static func load(mount options: String, spans: Int, _ folder: TemporaryFolder, _ otlp: String) async throws -> Program.Outcome {
        let glue = Program.glue([])
        // A namespace of its own: nothing of it is left afterwards, and no rights are needed where users may make one.
        return try await Program(
            "/usr/bin/unshare",
            [
                "--mount", "--map-root-user", "sh", "-c",
                #"mkdir "$1" && mount -t tmpfs -o "$2" tmpfs "$1" && exec "$3" load --otlp "$4" --spans "$5" --journal "$1/journal""#,
                "sh", folder.path("disk"), options, glue.path, otlp, "\(spans)",
            ],
            environment: glue.environment
        ).run()
    }

    @Test(
        "What a full or read-only disk does not take waits in memory: nothing is lost, and it is said",
        arguments: ["size=5m", "size=1m", "ro"]
    )
    func full(options: String) async throws {
        try await TemporaryFolder.with { folder in
            // Away at first, for longer than a heartbeat, so that more than the disk can hold is waiting.
            let away = LoopbackServer.Reply.json([:], status: 503, headers: ["Retry-After": "3"])
            try await LoopbackServer.running({ $0 < 2 ? away : .bytes([]) }) { server, base in
                let outcome = try await Self.load(mount: options, spans: 30_000, folder, String(base.dropLast("/v1".count)))
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let ledger = try JSONValue(parsing: outcome.output)
                #expect(ledger["acknowledged"] == 30_000 && ledger["dropped"] == [:])
                #expect(outcome.error.contains("the journal is in memory until this is mended"))
            }
        }
    }
}
