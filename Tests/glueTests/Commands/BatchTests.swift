import GlueJSON
import GlueLLM
import GlueTestSupport
import Testing

@Suite("glue batch")
struct BatchCommandTests {
    private static let answer: JSONValue = [
        "id": "r", "model": "gpt-4o-mini",
        "choices": [["message": ["role": "assistant", "content": "yes"], "finish_reason": "stop"]],
        "usage": ["prompt_tokens": 10, "completion_tokens": 5],
    ]

    private static let input = (0..<5).map { #"{"id":"\#($0)","prompt":"question \#($0)"}"# }.joined(separator: "\n")

    @Test("Answers go into the file, the summary to standard output; the same command again sends nothing")
    func answers() async throws {
        try await LoopbackServer.running({ _ in .json(Self.answer) }) { server, url in
            try await TemporaryFolder.with { folder in
                try folder.write(Array(Self.input.utf8), to: "in.jsonl")
                let program = Program.glue([
                    "batch", folder.path("in.jsonl"), "--out", folder.path("out.jsonl"), "--base-url", url, "--ordered", "--json",
                    "--trace", folder.path("trace.jsonl"),
                ])
                let outcome = try await program.run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let summary = try JSONValue(parsing: outcome.text)
                #expect(summary["succeeded"] == 5 && summary["requests"] == 5 && summary["cost_kind"] == "exact")
                let lines = String(decoding: try folder.bytes(of: "out.jsonl"), as: UTF8.self).split(separator: "\n")
                let ids = try lines.map { try JSONValue(parsing: String($0))["id"]?.string }
                #expect(ids == ["0", "1", "2", "3", "4"])
                #expect(String(decoding: try folder.bytes(of: "trace.jsonl"), as: UTF8.self).contains("batch_item"))

                let again = try await program.run()
                #expect(again.exitCode == 0 && server.received.count == 5)
                #expect(try JSONValue(parsing: again.text)["resumed"] == 5)
            }
        }
    }

    @Test("A failed item makes the exit code 1 and a line of its own; the summary tells it")
    func failed() async throws {
        try await LoopbackServer.running({ $0 == 0 ? .json(["error": ["message": "no"]], status: 400) : .json(Self.answer) }) { _, url in
            try await TemporaryFolder.with { folder in
                try folder.write(Array(Self.input.utf8), to: "in.jsonl")
                let outcome = try await Program.glue([
                    "batch", folder.path("in.jsonl"), "--out", folder.path("out.jsonl"), "--base-url", url, "--concurrency", "1",
                ]).run()
                #expect(outcome.exitCode == 1)
                #expect(outcome.text.hasPrefix("5 items: 4 succeeded, 1 failed\n5 requests, 40 → 20 tokens\n"), "\(outcome.text)")
                #expect(String(decoding: try folder.bytes(of: "out.jsonl"), as: UTF8.self).contains("invalid_request"))
            }
        }
    }

    @Test("Bad lines are told by number with exit code 3, a missing file with 2; neither sends anything")
    func badInput() async throws {
        try await LoopbackServer.running({ _ in .json(Self.answer) }) { server, url in
            try await TemporaryFolder.with { folder in
                try folder.write(Array("{\"prompt\":\"x\"}\nnonsense\n".utf8), to: "in.jsonl")
                let bad = try await Program.glue([
                    "batch", folder.path("in.jsonl"), "--out", folder.path("out.jsonl"), "--base-url", url,
                ]).run()
                #expect(bad.exitCode == 3 && bad.error.contains("line 2"), "\(bad.error)")
                let missing = try await Program.glue(["batch", folder.path("none"), "--out", folder.path("out.jsonl")]).run()
                #expect(missing.exitCode == 2)
                #expect(server.received.isEmpty)
            }
        }
    }
}
