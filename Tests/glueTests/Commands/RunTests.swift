import Foundation
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("glue run")
struct RunTests {
    @Test("The answer is all of standard output; the trace file replays")
    func answersAndReplays() async throws {
        let answers = [Message.calling("calculator", id: "call_1", ["expression": "17*23"]), .assistant("It is 391.")]
        try await ScriptedModel.serving(answers) { model in
            try await TemporaryFolder.with { folder in
                let outcome = try await Program.glue([
                    "run", "What is 17 * 23?", "--tool", "calculator", "--base-url", model, "--trace", folder.path("session.jsonl"),
                ]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                #expect(outcome.text == "It is 391.\n")
                #expect(outcome.error.isEmpty)

                let replay = try await Program.glue(["replay", folder.path("session.jsonl")]).run()
                #expect(replay.exitCode == 0, "\(replay.text)")
                #expect(replay.text.contains("the same: 4 steps compared"))
            }
        }
    }

    @Test("A trace with one answer altered makes the replay name the span that diverges, and exit with 1", arguments: [0, 1])
    func altered(index: Int) async throws {
        let answers = [Message.calling("calculator", id: "call_1", ["expression": "17*23"]), .assistant("It is 391.")]
        try await ScriptedModel.serving(answers) { model in
            try await TemporaryFolder.with { folder in
                let run = try await Program.glue([
                    "run", "What is 17 * 23?", "--tool", "calculator", "--base-url", model, "--trace", folder.path("session.pb"),
                ]).run()
                #expect(run.exitCode == 0, "\(run.error)")
                var file = try TelemetryFile(bytes: folder.bytes(of: "session.pb"))
                file.traces.alterAnswer(of: index, from: ["17*23", "391"][index], to: ["17*24", "392"][index])
                try folder.write(file.bytes(.init(.jsonLines)), to: "altered.jsonl")

                let replay = try await Program.glue(["replay", folder.path("altered.jsonl"), "--report", folder.path("report.json")]).run()
                #expect(replay.exitCode == 1)
                #expect(replay.text.contains("chat gpt-4o-mini #\(index + 1)"), "\(replay.text)")
                let report = try JSONValue(parsing: folder.bytes(of: "report.json"))
                #expect(report["verdict"] == "diverged")
                #expect(report["divergences"]?.array?.isEmpty == false)
            }
        }
    }

    @Test("--stream prints the answer as it comes, --json an event a line; the trace replays like any other")
    func stream() async throws {
        let answers = [Message.calling("calculator", id: "call_1", ["expression": "17*23"]), .assistant("It is 391.")]
        try await ScriptedModel.serving(answers + answers) { model in
            try await TemporaryFolder.with { folder in
                let arguments = ["run", "What is 17 * 23?", "--stream", "--tool", "calculator", "--base-url", model]
                let plain = try await Program.glue(arguments + ["--trace", folder.path("session.jsonl")]).run()
                #expect(plain.exitCode == 0, "\(plain.error)")
                #expect(plain.text == "It is 391.\n")
                let trace = String(decoding: try folder.bytes(of: "session.jsonl"), as: UTF8.self)
                #expect(trace.contains(GenAI.Attributes.responseTimeToFirstChunk))

                let replay = try await Program.glue(["replay", folder.path("session.jsonl")]).run()
                #expect(replay.exitCode == 0, "\(replay.text)")

                let lines = try await Program.glue(arguments + ["--json"]).run().text.split(separator: "\n").map {
                    try JSONValue(parsing: String($0))
                }
                #expect(lines.compactMap { $0["text"]?.string }.dropLast().joined() == "It is 391.")
                #expect(lines.contains { $0["tool_run"]?["name"] == "calculator" })
                #expect(lines.last?["text"] == "It is 391.")
                #expect(lines.last?["rounds"] == 2)
            }
        }
    }

    @Test("--schema makes the answer JSON that fits; an answer that does not is sent back; the trace replays")
    func schema() async throws {
        let answers = [Message.assistant(#"{"city":"Rome"}"#), .assistant(#"{"city":"Rome","days":2}"#)]
        try await ScriptedModel.serving(answers) { model in
            try await TemporaryFolder.with { folder in
                let schema: JSONValue = [
                    "type": "object", "properties": ["city": ["type": "string"], "days": ["type": "integer"]],
                    "required": ["city", "days"],
                ]
                try folder.write(schema.bytes(), to: "trip.json")
                let run = try await Program.glue([
                    "run", "Plan a trip", "--schema", folder.path("trip.json"), "--base-url", model, "--trace", folder.path("t.jsonl"),
                ]).run()
                #expect(run.exitCode == 0, "\(run.error)")
                #expect(try JSONValue(parsing: run.output) == ["city": "Rome", "days": 2])
                let replay = try await Program.glue(["replay", folder.path("t.jsonl")]).run()
                #expect(replay.exitCode == 0, "\(replay.text)")

                try folder.write(Array("[]".utf8), to: "none.json")
                let wrong = try await Program.glue(["run", "x", "--schema", folder.path("none.json"), "--base-url", model]).run()
                #expect(wrong.exitCode == 3)
                #expect(wrong.error.contains("holds no JSON Schema"))
            }
        }
    }

    @Test("Spans for a collector hold no content unless it is asked for; a trace file always does")
    func content() async throws {
        try await ScriptedModel.serving([.assistant("a secret answer"), .assistant("a secret answer")]) { model in
            try await TemporaryFolder.with { folder in
                try await LoopbackServer.running({ _ in .bytes([]) }) { server, baseURL in
                    let collector = String(baseURL.dropLast("/v1".count))
                    let arguments = [
                        "run", "a secret question", "--base-url", model, "--otlp", collector, "--trace", folder.path("t.pb"),
                    ]
                    #expect(try await Program.glue(arguments).run().exitCode == 0)
                    #expect(try Self.sent(to: server).contains("secret") == false)
                    #expect(String(decoding: try folder.bytes(of: "t.pb"), as: UTF8.self).contains("a secret question"))

                    let asked = try await Program.glue(
                        arguments,
                        environment: ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"]
                    ).run()
                    #expect(asked.exitCode == 0)
                    let sent = try Self.sent(to: server)
                    #expect(sent.contains("a secret question") && sent.contains("a secret answer"))
                }
            }
        }
    }

    /// All that a collector was sent, gunzipped, as text to search in.
    private static func sent(to server: LoopbackServer) throws -> String {
        #expect(!server.received.isEmpty)
        #expect(server.received.allSatisfy { $0.path == "/v1/traces" && $0["content-type"] == "application/x-protobuf" })
        return try server.received.map { String(decoding: try Gzip.decompress($0.bytes, limit: 1 << 20), as: UTF8.self) }.joined()
    }

    @Test("A collector that is away costs the exit code, not the answer", .timeLimit(.minutes(1)))
    func collectorAway() async throws {
        try await ScriptedModel.serving([.assistant("Hello.")]) { model in
            let port = try await Server.freePort()
            let outcome = try await Program.glue(["run", "Hi", "--base-url", model, "--otlp", "http://127.0.0.1:\(port)"]).run()
            #expect(outcome.text == "Hello.\n")
            #expect(outcome.exitCode == 1)
            #expect(outcome.error.contains("2 spans of 2 did not reach") || outcome.error.contains("3 spans of 3 did not reach"))
        }
    }

    @Test("An interrupted run exits with 130 and still keeps its trace", .timeLimit(.minutes(1)))
    func interrupted() async throws {
        try await TemporaryFolder.with { folder in
            // Asked once, the server says nothing more: only the interrupt ends the run.
            try await LoopbackServer.running({ _ in .stall(closed: {}) }) { server, baseURL in
                let program = Program.glue(["run", "Hi", "--base-url", baseURL, "--trace", folder.path("t.jsonl")])
                let outcome = try await program.run(interruptingWhen: { !server.received.isEmpty })
                #expect(outcome.exitCode == 130, "\(outcome.error)")
                let spans = try TelemetryFile(bytes: folder.bytes(of: "t.jsonl")).traces.spans
                #expect(spans.map(\.name).contains("chat gpt-4o-mini"))
                #expect(spans.contains { $0.attributes["error.type"]?.string == "cancelled" })
            }
        }
    }
}

@Suite("glue run against litellm's proxy", .needs(.litellm))
struct RunAgainstLitellmTests {
    @Test("It answers; a wrong key and a closed port are told by exit code 4 and a span with error.type", .timeLimit(.minutes(3)))
    func answers() async throws {
        try await TemporaryFolder.with { folder in
            try await LitellmProxy.running { proxy in
                let base = ["run", "Hello", "--base-url", proxy.baseURL + "/v1", "--model", "openai:\(LitellmProxy.model)"]
                let fine = try await Program.glue(base, environment: ["OPENAI_API_KEY": LitellmProxy.key]).run()
                #expect(fine.exitCode == 0, "\(fine.error)")
                #expect(fine.text == LitellmProxy.answer + "\n")

                // The proxy looks unknown keys up in a database; without one it refuses them with 400 instead of 401.
                let wrong = try await Program.glue(
                    base + ["--trace", folder.path("wrong.jsonl")],
                    environment: ["OPENAI_API_KEY": "wrong-1234567890abcdef"]
                ).run()
                #expect(wrong.exitCode == 4)
                #expect(wrong.output.isEmpty)
                #expect(wrong.error.contains("status 400"))
                #expect(!wrong.error.contains("wrong-1234567890abcdef"))
                try Self.expectError("invalid_request", in: folder.bytes(of: "wrong.jsonl"))
            }
            let port = try await Server.freePort()
            let closed = try await Program.glue(
                ["run", "Hello", "--base-url", "http://127.0.0.1:\(port)/v1", "--trace", folder.path("closed.jsonl")]
            ).run()
            #expect(closed.exitCode == 4)
            #expect(closed.error.contains("127.0.0.1:\(port)"))
            try Self.expectError("connection", in: folder.bytes(of: "closed.jsonl"))
        }
    }

    private static func expectError(_ type: String, in bytes: [UInt8]) throws {
        let spans = try TelemetryFile(bytes: bytes).traces.spans
        let chat = try #require(spans.first { $0.name.hasPrefix("chat ") })
        #expect(chat.attributes["error.type"]?.string == type)
        #expect(chat.status?.code == .error)
    }
}

extension OTLP.Traces {
    /// Changes a text in the recorded answer of a model call, counted from 0 in the order of time.
    fileprivate mutating func alterAnswer(of index: Int, from old: String, to new: String) {
        let chats = spans.filter { $0.name.hasPrefix("chat ") }.sorted { $0.startTimeUnixNano < $1.startTimeUnixNano }
        for resource in resourceSpans.indices {
            for scope in resourceSpans[resource].scopeSpans.indices {
                for span in resourceSpans[resource].scopeSpans[scope].spans.indices
                where resourceSpans[resource].scopeSpans[scope].spans[span].spanID == chats[index].spanID {
                    for place in resourceSpans[resource].scopeSpans[scope].spans[span].attributes.indices
                    where resourceSpans[resource].scopeSpans[scope].spans[span].attributes[place].key == GenAI.Attributes.outputMessages {
                        let attribute = resourceSpans[resource].scopeSpans[scope].spans[span].attributes[place]
                        resourceSpans[resource].scopeSpans[scope].spans[span].attributes[place].value =
                            (attribute.value?.string).map { .string($0.replacing(old, with: new)) }
                    }
                }
            }
        }
    }

    @Test("The tools of an MCP server are the model's, and its calls stand in the trace")
    func mcp() async throws {
        let answers = [Message.calling("add", id: "call_1", ["a": 17, "b": 23]), .assistant("It is 40.")]
        try await ScriptedModel.serving(answers) { model in
            try await TemporaryFolder.with { folder in
                let outcome = try await Program.glue([
                    "run", "What is 17 + 23?", "--mcp", Program.built("MCPProbe").path, "--base-url", model, "--trace",
                    folder.path("trace.jsonl"),
                ]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                #expect(outcome.text == "It is 40.\n")
                let names = try TelemetryFile(bytes: folder.bytes(of: "trace.jsonl")).traces.spans.map(\.name)
                #expect(names.contains("tools/call add"))
                #expect(names.contains("execute_tool add"))
            }
        }
    }

    @Test("An MCP server that cannot be started is told, with exit code 2")
    func noServer() async throws {
        let outcome = try await Program.glue(["run", "hi", "--mcp", "/nowhere/server", "--base-url", "http://127.0.0.1:1/v1"]).run()
        #expect(outcome.exitCode == 2)
        #expect(outcome.error.contains("cannot be started"), "\(outcome.error)")
    }

    @Test("Guardrails check what goes in and comes out; the audit log and the records of calls are kept")
    func checks() async throws {
        try await ScriptedModel.serving([.assistant("It is project X."), .assistant("I may not say.")]) { model in
            try await TemporaryFolder.with { folder in
                let outcome = try await Program.glue([
                    "run", "Tell jane@example.com", "--guardrail", "pii", "--block", "project x", "--base-url", model,
                    "--audit", folder.path("audit.jsonl"), "--keep", folder.path("calls.jsonl"), "--json",
                ]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let report = try JSONValue(parsing: outcome.text)
                #expect(report["text"] == "I may not say.")
                #expect(report["rounds"] == 2)
                let audit = String(decoding: try folder.bytes(of: "audit.jsonl"), as: UTF8.self)
                #expect(audit.contains(#""stage":"post_guardrail""#))
                #expect(!audit.contains("jane@"))
                let record = try JSONValue(parsing: folder.bytes(of: "calls.jsonl"))
                #expect(record["success"] == true)
                #expect(record["response"] == "I may not say.")
            }
        }
        let blocked = try await Program.glue(["run", "project X", "--block", "project x", "--base-url", "http://127.0.0.1:1/v1"]).run()
        #expect(blocked.exitCode == 1)
        #expect(blocked.error.contains("guardrail blocklist blocked the input"), "\(blocked.error)")
        let wrong = try await Program.glue(["run", "hi", "--block", "("]).run()
        #expect(wrong.exitCode == 2)
    }
}
