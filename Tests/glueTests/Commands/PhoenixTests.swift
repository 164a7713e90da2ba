import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("Against a real Phoenix server", .needs(.phoenix))
struct PhoenixTests {
    @Test("A run is shown with its kinds, messages, tools, tokens, cost and session", .timeLimit(.minutes(3)))
    func run() async throws {
        let answers = [Message.calling("calculator", id: "call_1", ["expression": "17*23"]), Message.assistant("It is 391.")]
        let usage = [Usage(inputTokens: 61, outputTokens: 18), Usage(inputTokens: 95, outputTokens: 9)]
        try await ScriptedModel.serving(answers, usage: usage) { model in
            try await Server.phoenix { server in
                let outcome = try await Program.glue(
                    [
                        "run", "What is 17 * 23?", "--system", "Be brief.", "--tool", "calculator", "--base-url", model, "--otlp",
                        server.baseURL, "--json",
                    ],
                    environment: [
                        "OTEL_EXPORTER_OTLP_HEADERS": "x-project-name=glue",
                        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY",
                    ]
                ).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                Self.expectTree(try await Self.spans(6, of: "glue", on: server))

                // The trace is a recording: it is read by its id, and is the session again.
                let id = try #require(try JSONValue(parsing: outcome.output)["trace_id"]?.string)
                let environment = ["PHOENIX_COLLECTOR_ENDPOINT": server.baseURL]
                let exchanges = try await Program.glue(["exchanges", "phoenix:glue/\(id)"], environment: environment).run()
                #expect(exchanges.exitCode == 0, "\(exchanges.error)")
                let lines = try exchanges.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                #expect(lines.count == 2)
                #expect(lines.last?["output"]?[0]?["parts"]?[0]?["content"] == "It is 391.")
                #expect(lines.first?["usage"]?["input_tokens"] == 61)
                let replay = try await Program.glue(["replay", "phoenix:glue/\(id)"], environment: environment).run()
                #expect(replay.exitCode == 0, "\(replay.text)\(replay.error)")
                let missing = try await Program.glue(
                    ["exchanges", "phoenix:glue/\(String(repeating: "a", count: 32))"],
                    environment: environment
                ).run()
                #expect(missing.exitCode == 4 && missing.error.contains("has no trace"))
            }
        }
    }

    /// It says that it took spans before it has stored them.
    private static func spans(_ count: Int, of project: String, on server: Server) async throws -> [JSONValue] {
        for _ in 0..<300 {
            let answer = try await server.get("/v1/projects/\(project)/spans?limit=100")
            if let spans = answer.status == 200 ? try answer.json["data"]?.array : nil, spans.count == count { return spans }
            try await Task.sleep(for: .milliseconds(100))
        }
        return []
    }

    private static func expectTree(_ spans: [JSONValue]) {
        func named(_ name: String) -> [JSONValue] { spans.filter { $0["name"]?.string == name } }
        func attribute(_ key: String, _ span: JSONValue?) -> JSONValue? { span?["attributes"]?[key] }
        let agent = named("invoke_agent").first
        let chats = named("chat gpt-4o-mini")
        let tool = named("execute_tool calculator").first
        #expect(spans.count == 6 && chats.count == 2)
        #expect(agent?["span_kind"] == "AGENT" && tool?["span_kind"] == "TOOL" && chats.allSatisfy { $0["span_kind"] == "LLM" })
        #expect((chats + [tool].compactMap(\.self)).allSatisfy { $0["parent_id"] == agent?["context"]?["span_id"] })

        #expect(attribute("input.value", agent) == "What is 17 * 23?")
        #expect(attribute("output.value", agent) == "It is 391.")
        #expect(attribute("input.value", tool)?.string?.contains("17*23") == true)
        #expect(attribute("output.value", tool)?.string?.contains("391") == true)
        let first = chats.first { attribute("llm.token_count.prompt", $0)?.integer == 61 }
        #expect(attribute("llm.token_count.completion", first)?.integer == 18)
        #expect(attribute("llm.model_name", first) == "gpt-4o-mini")
        #expect(attribute("llm.input_messages.0.message.role", first) == "system")
        #expect(attribute("llm.input_messages.0.message.content", first) == "Be brief.")
        #expect(attribute("llm.input_messages.1.message.content", first) == "What is 17 * 23?")
        #expect(attribute("llm.output_messages.0.message.tool_calls.0.tool_call.function.name", first) == "calculator")
        #expect(attribute("llm.tools.0.tool.json_schema", first) != nil)
        #expect(attribute("input.value", first)?.string?.contains(#""messages":"#) == true)
        #expect((attribute("llm.cost.total", first)?.number ?? 0) > 0)
    }
}
