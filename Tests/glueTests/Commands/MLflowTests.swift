import Foundation
import GlueJSON
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("Against a real MLflow server", .needs(.mlflow))
struct MLflowTests {
    @Test("A run's spans arrive and are read back with parents, inputs, outputs and token counts", .timeLimit(.minutes(3)))
    func spansArrive() async throws {
        let answers = [
            Message.calling("calculator", id: "call_1", ["expression": "17*23"]),
            Message.assistant("It is 391."),
        ]
        let usage = [Usage(inputTokens: 61, outputTokens: 18), Usage(inputTokens: 95, outputTokens: 9)]
        try await ScriptedModel.serving(answers, usage: usage) { model in
            try await Server.mlflow { server in
                let experiment = try await Self.createExperiment("glue", on: server)
                let outcome = try await Program.glue(
                    [
                        "run", "What is 17 * 23?", "--system", "Be brief.", "--tool", "calculator", "--base-url", model, "--otlp",
                        server.baseURL, "--json",
                    ],
                    environment: [
                        "OTEL_EXPORTER_OTLP_HEADERS": "x-mlflow-experiment-id=\(experiment)",
                        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY",
                    ]
                ).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let report = try JSONValue(parsing: outcome.output)
                #expect(report["text"] == "It is 391.")
                let id = try #require(report["trace_id"]?.string)
                let trace = try await server.get("/api/3.0/mlflow/traces/get?trace_id=tr-\(id)").json
                try Self.expectTree(try #require(trace["trace"]?["spans"]?.array), in: trace)

                // The trace is a recording: it is read by its id, and is the session again.
                let environment = ["MLFLOW_TRACKING_URI": server.baseURL]
                let exchanges = try await Program.glue(["exchanges", "mlflow:\(id)"], environment: environment).run()
                #expect(exchanges.exitCode == 0, "\(exchanges.error)")
                let lines = try exchanges.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                #expect(lines.count == 2)
                #expect(lines.last?["output"]?[0]?["parts"]?[0]?["content"] == "It is 391.")
                let replay = try await Program.glue(["replay", "mlflow:tr-\(id)"], environment: environment).run()
                #expect(replay.exitCode == 0, "\(replay.text)\(replay.error)")
            }
        }
    }

    @Test("A recording is logged as a run, with its traces and its scores; what is no recording is told", .timeLimit(.minutes(3)))
    func log() async throws {
        try await Server.mlflow { server in
            try await TemporaryFolder.with { folder in
                let session = Self.session.bytes(.init(.jsonLines))
                try folder.write(session, to: "session.jsonl")
                let environment = ["MLFLOW_TRACKING_URI": server.baseURL]
                let arguments = [
                    "mlflow", "log", folder.path("session.jsonl"), "--experiment", "nightly", "--name", "today", "--tag", "k=v",
                ]
                let outcome = try await Program.glue(arguments + ["--json"], environment: environment).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let report = try JSONValue(parsing: outcome.output)
                let id = try #require(report["run_id"]?.string)
                let run = try await server.get("/api/2.0/mlflow/runs/get?run_id=\(id)").json
                #expect(run["run"]?["info"]?["status"] == "FINISHED" && run["run"]?["info"]?["run_name"] == "today")
                let metrics = run["run"]?["data"]?["metrics"]?.array ?? []
                #expect(metrics.contains { $0["key"] == "llm.tokens.total.sum" })
                #expect(metrics.first { $0["key"] == "llm.latency_seconds.count" }?["value"]?.number == 1)
                #expect(report["assessments"]?.integer == 1)
                let trace = try #require(report["traces"]?[0]?.string)
                let info = try await server.get("/api/3.0/mlflow/traces/\(trace)").json
                let assessment = info["trace"]?["trace_info"]?["assessments"]?[0]
                #expect(assessment?["assessment_name"] == "exact" && assessment?["feedback"]?["value"]?.number == 1)

                let text = try await Program.glue(arguments, environment: environment).run()
                #expect(
                    text.exitCode == 0 && text.text.hasPrefix("run today: 1 step in 1 trace, 1 score\n\(server.baseURL)/#/experiments/")
                )
                try folder.write(Array("{}".utf8), to: "empty.json")
                let empty = try await Program.glue(
                    ["mlflow", "log", folder.path("empty.json"), "--experiment", "x"],
                    environment: environment
                ).run()
                #expect(empty.exitCode == 3)
                let nobody = try await Program.glue(
                    arguments + ["--uri", "http://127.0.0.1:9"],
                    environment: ["MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"]
                ).run()
                #expect(nobody.exitCode == 4 && nobody.error.contains("check the address"))
                let wrong = try await Program.glue(arguments + ["--uri", "mlruns"]).run()
                #expect(wrong.exitCode == 2)
            }
        }
    }

    /// A call with its score.
    private static var session: TelemetryFile {
        let trace = OTLP.TraceID(high: 7, low: 9)
        let span = OTLP.Span(
            traceID: trace,
            spanID: OTLP.SpanID(5),
            name: "chat gpt-4o-mini",
            startTimeUnixNano: 1_795_486_329_000_000_000,
            endTimeUnixNano: 1_795_486_330_500_000_000,
            attributes: [
                OTLP.KeyValue(GenAI.Attributes.operationName, .string("chat")),
                OTLP.KeyValue(GenAI.Attributes.requestModel, .string("gpt-4o-mini")),
                OTLP.KeyValue(GenAI.Attributes.usageInputTokens, .int(61)), OTLP.KeyValue(GenAI.Attributes.usageOutputTokens, .int(18)),
            ],
            events: [
                OTLP.Event(
                    timeUnixNano: 1_795_486_330_000_000_000,
                    name: GenAI.Events.evaluationResult,
                    attributes: [
                        OTLP.KeyValue(GenAI.Attributes.evaluationName, .string("exact")),
                        OTLP.KeyValue(GenAI.Attributes.evaluationScoreValue, .double(1)),
                    ]
                )
            ]
        )
        return TelemetryFile(
            traces: OTLP.Traces([OTLP.ResourceSpans(resource: OTLP.Resource(), scopeSpans: [OTLP.ScopeSpans(spans: [span])])])
        )
    }

    /// The spans as MLflow gives them back: OTLP/JSON with attributes of its own beside ours.
    private static func expectTree(_ spans: [JSONValue], in trace: JSONValue) throws {
        func named(_ name: String) -> [JSONValue] { spans.filter { $0["name"]?.string == name } }
        let agent = try #require(named("invoke_agent").first)
        let chats = named("chat gpt-4o-mini")
        let tool = try #require(named("execute_tool calculator").first)
        #expect(spans.count == 6)
        #expect(chats.count == 2)
        #expect(agent["parent_span_id"]?.string ?? "" == "")
        for child in chats + [tool] { #expect(child["parent_span_id"] == agent["span_id"]) }
        let attempts = named("POST")
        #expect(Set(attempts.map { $0["parent_span_id"] }) == Set(chats.map { $0["span_id"] }))

        let first = try #require(chats.first)
        #expect(try attribute("mlflow.spanInputs", of: first).contains("What is 17 * 23?"))
        #expect(try attribute("mlflow.spanOutputs", of: first).contains("calculator"))
        #expect(try attribute("mlflow.spanInputs", of: tool).contains("17*23"))
        #expect(try attribute("mlflow.spanOutputs", of: tool).contains("391"))
        #expect(try attribute("mlflow.spanInputs", of: agent).contains("Be brief."))
        #expect(try attribute("mlflow.spanOutputs", of: agent).contains("It is 391."))
        // The profile that its header asks for.
        #expect(try attribute("mlflow.spanType", of: agent) == "AGENT" && attribute("mlflow.spanType", of: first) == "CHAT_MODEL")
        #expect(try attribute("mlflow.spanType", of: tool) == "TOOL")
        #expect(try attribute("mlflow.chat.tools", of: first).contains("calculator"))
        let info = try #require(trace["trace"]?["trace_info"])
        #expect(info["request_preview"]?.string?.contains("What is 17 * 23?") == true)
        #expect(info["response_preview"]?.string?.contains("It is 391.") == true)
        #expect(info["tags"]?["mlflow.traceName"] == "invoke_agent")
        let cost = try JSONValue(parsing: try #require(info["trace_metadata"]?["mlflow.trace.cost"]?.string))
        // 156 tokens in and 27 out at gpt-4o-mini's prices.
        #expect(abs((cost["total_cost"]?.number ?? 0) - (156 * 0.15 + 27 * 0.6) / 1_000_000) < 1e-9)
        let usage = try JSONValue(parsing: try attribute("mlflow.chat.tokenUsage", of: first))
        #expect(usage["input_tokens"]?.integer == 61)
        #expect(usage["output_tokens"]?.integer == 18)
        let total = try #require(trace["trace"]?["trace_info"]?["trace_metadata"]?["mlflow.trace.tokenUsage"]?.string)
        #expect(try JSONValue(parsing: total)["input_tokens"]?.integer == 156)
        #expect(try JSONValue(parsing: total)["output_tokens"]?.integer == 27)
    }

    /// An attribute as text: MLflow turns JSON in attributes into values of its own.
    private static func attribute(_ key: String, of span: JSONValue) throws -> String {
        let attribute = span["attributes"]?.array?.first { $0["key"]?.string == key }
        let value = try #require(attribute?["value"], "\(key) of \(span["name"]?.string ?? "")")
        return plain(value).string ?? plain(value).text()
    }

    /// A value of MLflow's protobuf JSON as plain JSON.
    private static func plain(_ value: JSONValue) -> JSONValue {
        if let elements = value["array_value"]?["values"]?.array { return .array(elements.map(plain)) }
        if let members = value["kvlist_value"]?["values"]?.array {
            return .object(JSONObject(members.map { ($0["key"]?.string ?? "", plain($0["value"] ?? .null)) }))
        }
        if let number = value["int_value"] { return number.string.flatMap { Int64($0) }.map(JSONValue.integer) ?? number }
        return value["string_value"] ?? value["double_value"] ?? value["bool_value"] ?? .null
    }

    private static func createExperiment(_ name: String, on server: Server) async throws -> String {
        let answer = try await server.post("/api/2.0/mlflow/experiments/create", ["name": .string(name)])
        #expect(answer.status == 200)
        return try #require(try answer.json["experiment_id"]?.string)
    }
}
