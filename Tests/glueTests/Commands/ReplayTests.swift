import Foundation
import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("glue replay, record and mock")
struct ReplayTests {
    private static let session = Repository.path("Sources/glue/Demo/Session/session.jsonl")

    @Test("The shipped session is the same again; the report is JSON or JUnit XML; checks hold; the trace is kept")
    func same() async throws {
        try await TemporaryFolder.with { folder in
            let outcome = try await Program.glue([
                "replay", Self.session, "--report", folder.path("report.xml"), "--trace", folder.path("again.jsonl"), "--check", "tokens=0",
                "--check", "no-new-tools", "--check", "same-tool-arguments", "--check", "same-prompt-prefix",
            ]).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            #expect(outcome.text.hasPrefix("the same: "))
            let xml = try String(contentsOfFile: folder.path("report.xml"), encoding: .utf8)
            #expect(xml.contains("failures=\"0\"") && xml.contains("tokens within 0 %"))
            let diff = try await Program.glue(["trace", "diff", Self.session, folder.path("again.jsonl")]).run()
            // The replay makes no HTTP spans, which two runs of the same work would have.
            #expect(diff.exitCode == 1)
            #expect(diff.text.contains("POST"))
        }
    }

    @Test("At the recorded speed it takes its time, and comes to the same")
    func speed() async throws {
        let outcome = try await Program.glue(["replay", Self.session, "--speed", "50"]).run()
        #expect(outcome.exitCode == 0, "\(outcome.error)")
    }

    @Test("A fork asks the other server from its exchange on, and is shown beside the recording")
    func fork() async throws {
        try await LoopbackServer.running({ _ in
            .json([
                "id": "f", "model": "m2",
                "choices": [["index": 0, "finish_reason": "stop", "message": ["role": "assistant", "content": "No."]]],
                "usage": ["prompt_tokens": 1, "completion_tokens": 1],
            ])
        }) { server, baseURL in
            let arguments = ["replay", Self.session, "--fork-at", "2", "--model", "openai:m2", "--base-url", baseURL]
            let outcome = try await Program.glue(arguments, environment: ["OPENAI_API_KEY": "none", "COLUMNS": "120"]).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            let lines = outcome.text.split(separator: "\n")
            #expect(lines.first?.contains("recorded") == true && lines.first?.contains("forked") == true)
            #expect(lines.contains { $0.contains("≠") && $0.contains("m2: No.") })
            #expect(server.received.count == 1)
            let checked = try await Program.glue(
                arguments + ["--check", "no-new-tools", "--json"],
                environment: ["OPENAI_API_KEY": "none"]
            ).run()
            #expect(checked.exitCode == 0)
            #expect(try JSONValue(parsing: checked.output)["verdict"] == "diverged")
        }
    }

    @Test(
        "Wrong usage is told with what to do",
        arguments: [
            (["replay", session, "--check", "nonsense"], 2, "there is no such check"),
            (["replay", session, "--fork-at", "1"], 2, "--model"),
            (["replay", session, "--model", "openai:m"], 2, "--fork-at"),
            (["replay", session, "--tolerance", "x"], 2, "ATTRIBUTE=PERCENT"),
            (
                ["replay", session, "--fork-at", "77", "--model", "openai:m", "--base-url", "http://127.0.0.1:9/v1"], 3,
                "there is no exchange 77"
            ),
            (["mock", session, "--fault", "nonsense"], 2, "KIND[:TIME]"),
            (["mock", session, "--fault", "random:2"], 2, "from 0 to 1"),
            (["mock", session, "--repeat", "--match", "strict"], 2, "--match lenient"),
            (["record", "--upstream", "nonsense", "--out", "/tmp/x.jsonl"], 2, "nonsense"),
            (["record", "--upstream", "http://127.0.0.1:9", "--out", "x.pb"], 2, ".jsonl"),
            (["exchanges", "mlflow:tr-1"], 4, "MLflow runs"),
            (["exchanges", "phoenix:default/0af7651916cd43dd8448eb211c80319c"], 4, "cannot be reached"),
        ] as [([String], Int, String)]
    )
    func usage(arguments: [String], status: Int, words: String) async throws {
        let outcome = try await Program.glue(
            arguments,
            environment: [
                "MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "PHOENIX_COLLECTOR_ENDPOINT": "http://127.0.0.1:9", "OPENAI_API_KEY": "none",
            ]
        ).run()
        #expect(outcome.exitCode == status, "\(outcome.error)")
        #expect(outcome.error.contains(words), "\(outcome.error)")
    }

    @Test("A recorded session answers again; a planned fault strikes; killed, it has kept what passed")
    func record() async throws {
        try await TemporaryFolder.with { folder in
            let file = folder.path("seen.jsonl")
            let asked: JSONValue = ["model": "gpt-4o-mini", "messages": [["role": "user", "content": "Hello?"]]]
            try await LoopbackServer.running({ _ in
                .json([
                    "id": "1", "model": "m",
                    "choices": [["index": 0, "finish_reason": "stop", "message": ["role": "assistant", "content": "Hi."]]],
                ])
            }) { server, baseURL in
                let upstream = String(baseURL.dropLast("/v1".count))
                try await Server.running(
                    { .glue(["record", "--upstream", upstream, "--out", file, "--port", String($0)]) },
                    readyWhen: "/v1/models"
                ) {
                    let answer = try await $0.post("/v1/chat/completions", asked)
                    #expect(answer.status == 200)
                    for _ in 0..<200 where (try? String(contentsOfFile: file, encoding: .utf8).contains("Hi.")) != true {
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
            }
            let exchanges = try await Program.glue(["exchanges", file]).run()
            #expect(exchanges.text.contains("Hello?") && exchanges.text.contains("Hi."))
            // Killed within a line: what is whole is read, and the rest is told.
            let whole = try folder.bytes(of: "seen.jsonl")
            try folder.write(whole + whole.prefix(200), to: "torn.jsonl")
            let torn = try await Program.glue(["exchanges", folder.path("torn.jsonl")]).run()
            #expect(torn.exitCode == 0 && torn.text == exchanges.text && torn.error.contains("the last line breaks off"))
            try await Server.running({ .glue(["mock", file, "--fault", "429:1s@0", "--port", String($0)]) }, readyWhen: "/v1/models") {
                let first = try await $0.post("/v1/chat/completions", asked)
                #expect(first.status == 429)
                let second = try await $0.post("/v1/chat/completions", asked)
                #expect(second.status == 200)
            }
        }
    }
}
