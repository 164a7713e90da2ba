import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueReplay

/// What the real Python client of OpenAI makes of the mock server.
@Suite("Mock server and the Python openai client")
struct OpenAIClientTests {
    /// Runs a script against the server and returns what it printed as JSON.
    private func run(_ script: String, _ exchanges: [Exchange], matching: Matching = .lenient) async throws -> JSONValue {
        let book = AnswerBook(exchanges, matching: matching)
        return try await MockServer(book).running { address in
            let preamble = """
                import json, sys, openai
                client = openai.OpenAI(base_url=sys.argv[1], api_key="none", timeout=20)
                def ask(text, **more):
                    return client.chat.completions.create(model="gpt-4o-mini", messages=[
                        {"role": "system", "content": "Be terse."}, {"role": "user", "content": text}], **more)

                """
            let program = try Program.python(.openai, script: preamble + script, ["http://\(address.host):\(address.port)/v1"])
            let outcome = try await program.run()
            try #require(outcome.exitCode == 0, "\(outcome.error)")
            return try JSONValue(parsing: outcome.output)
        }
    }

    @Test("An answer arrives whole: text, ids, model, usage, finish reason", .needs(.openai))
    func answer() async throws {
        let printed = try await run(
            """
            print(ask("What is the weather in Oslo?").model_dump_json())
            """,
            [.sample()]
        )
        #expect(printed["id"] == "chatcmpl-0")
        #expect(printed["model"] == "gpt-4o-mini-2024-07-18")
        #expect(printed["created"] == 1_795_490_185)
        #expect(printed["choices"]?[0]?["message"]?["content"] == "It is 4 °C in Oslo.")
        #expect(printed["choices"]?[0]?["finish_reason"] == "stop")
        #expect(printed["usage"]?["prompt_tokens"] == 20)
        #expect(printed["usage"]?["completion_tokens"] == 7)
        #expect(printed["usage"]?["total_tokens"] == 27)
        #expect(printed["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 4)
    }

    @Test("A streamed answer comes in pieces that make the text, its usage last and only where it is asked for", .needs(.openai))
    func stream() async throws {
        let script = """
            chunks = [c for c in ask("What is the weather in Oslo?", stream=True, stream_options={"include_usage": True})]
            print(json.dumps({
                "text": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices),
                "pieces": sum(1 for c in chunks if c.choices and c.choices[0].delta.content),
                "finish": [c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason],
                "usage": chunks[-1].usage.total_tokens, "last": len(chunks[-1].choices),
                "plain": [c.usage for c in ask("What is the weather in Bergen?", stream=True)],
            }))
            """
        let bergen = Exchange.sample("What is the weather in Bergen?", answer: .assistant("Rain."), index: 1)
        let printed = try await run(script, [.sample(), bergen])
        #expect(printed["text"] == "It is 4 °C in Oslo.")
        #expect(printed["pieces"] == 6)
        #expect(printed["finish"] == ["stop"])
        #expect(printed["usage"] == 27)
        #expect(printed["last"] == 0)
        #expect(printed["plain"]?.array?.allSatisfy(\.isNull) == true)
    }

    @Test("Tool calls arrive with ids and arguments, streamed and not, and their answers find the next recording", .needs(.openai))
    func tools() async throws {
        let calls = Message.calls(.weather("Oslo"), .weather("Bergen", id: "call_2"))
        let question = "What is the weather in Oslo and Bergen?"
        let first = Exchange.sample(question, answer: calls, tools: [.weather])
        var second = Exchange.sample(question, answer: .assistant("Sleet and rain."), index: 2, tools: [.weather])
        second.input += [calls, .tool(id: "call_1", response: ["sky": "sleet"]), .tool(id: "call_2", response: ["sky": "rain"])]
        var streamed = first
        streamed.index = 1
        let script = """
            tools = [{"type": "function", "function": {"name": "get_weather", "description": "The weather of a city", "parameters":
                {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
            question = "What is the weather in Oslo and Bergen?"
            plain = ask(question, tools=tools).choices[0]
            parts = {}
            for chunk in ask(question, tools=tools, stream=True):
                for call in chunk.choices[0].delta.tool_calls or []:
                    part = parts.setdefault(call.index, {"id": None, "name": "", "arguments": ""})
                    part["id"] = call.id or part["id"]
                    part["name"] += call.function.name or ""
                    part["arguments"] += call.function.arguments or ""
            messages = [{"role": "system", "content": "Be terse."}, {"role": "user", "content": question}, plain.message,
                {"role": "tool", "tool_call_id": "call_1", "content": json.dumps({"sky": "sleet"})},
                {"role": "tool", "tool_call_id": "call_2", "content": json.dumps({"sky": "rain"})}]
            final = client.chat.completions.create(model="gpt-4o-mini", messages=messages, tools=tools)
            print(json.dumps({
                "finish": plain.finish_reason, "content": plain.message.content,
                "plain": [{"id": c.id, "name": c.function.name, "arguments": json.loads(c.function.arguments)} for c in plain.message.tool_calls],
                "streamed": [dict(p, arguments=json.loads(p["arguments"])) for p in parts.values()],
                "final": final.choices[0].message.content}))
            """
        let printed = try await run(script, [first, streamed, second], matching: .strict)
        let wanted: JSONValue = [
            ["id": "call_1", "name": "get_weather", "arguments": ["city": "Oslo"]],
            ["id": "call_2", "name": "get_weather", "arguments": ["city": "Bergen"]],
        ]
        #expect(printed["finish"] == "tool_calls")
        #expect(printed["content"] == .null)
        #expect(printed["plain"] == wanted)
        #expect(printed["streamed"] == wanted)
        #expect(printed["final"] == "Sleet and rain.")
    }

    @Test(
        "A recorded failure raises the class that its status stands for, with its words and headers",
        .needs(.openai),
        arguments: [
            (RecordedFailure(type: "authentication", message: "The key is wrong.", status: 401), "AuthenticationError", 401),
            (RecordedFailure(type: "rate_limit", message: "Slow down.", headers: ["x-request-id": "req_7"]), "RateLimitError", 429),
            (RecordedFailure(type: "BadRequestError", message: "No such parameter."), "BadRequestError", 400),
            (RecordedFailure(type: "server", message: "Broken."), "InternalServerError", 500),
        ]
    )
    func failures(failure: RecordedFailure, name: String, status: Int) async throws {
        let script = """
            client = client.with_options(max_retries=0)
            try: ask("What is the weather in Oslo?")
            except openai.APIStatusError as e: print(json.dumps({
                "class": type(e).__name__, "status": e.status_code, "text": str(e), "request": e.request_id}))
            """
        let printed = try await run(script, [.sample(error: failure)])
        #expect(printed["class"] == .string(name))
        #expect(printed["status"] == .integer(Int64(status)))
        #expect(printed["text"]?.string?.contains(failure.message) == true)
        #expect(printed["request"] == (failure.headers["x-request-id"].map(JSONValue.string) ?? .null))
    }

    @Test("Attempts that failed when it was recorded fail again, so that the client's own retry finds the answer", .needs(.openai))
    func retries() async throws {
        let failed = RecordedFailure(type: "rate_limit", status: 429, headers: ["retry-after": "0.01"])
        let script = """
            raw = client.chat.completions.with_raw_response.create(model="gpt-4o-mini", messages=[
                {"role": "system", "content": "Be terse."}, {"role": "user", "content": "What is the weather in Oslo?"}])
            print(json.dumps({"text": raw.parse().choices[0].message.content, "retries": raw.retries_taken}))
            """
        let printed = try await run(script, [.sample(failedAttempts: [failed, failed])])
        #expect(printed == ["text": "It is 4 °C in Oslo.", "retries": 2])
    }

    @Test("A request without a recording is a NotFoundError that names the nearest one and the difference", .needs(.openai))
    func noAnswer() async throws {
        let script = """
            try: ask("What is the weather in Rome?")
            except openai.NotFoundError as e: print(json.dumps(e.body))
            """
        let printed = try await run(script, [.sample()])
        #expect(printed["type"] == "no_recorded_answer")
        let message = try #require(printed["message"]?.string)
        #expect(message.contains("the nearest is exchange 0"))
        #expect(message.contains(#"messages[1].text: recorded "What is the weather in Oslo?", asked "What is the weather in Rome?""#))
    }

    @Test("The model list names every model of the recording", .needs(.openai))
    func models() async throws {
        let script = """
            print(json.dumps({"all": [m.id for m in client.models.list()], "one": client.models.retrieve("gpt-4o-mini").id}))
            """
        let printed = try await run(script, [.sample(), .sample(index: 1, model: "gpt-4o")])
        #expect(printed["all"] == ["gpt-4o-mini", "gpt-4o-mini-2024-07-18", "gpt-4o", "gpt-4o-2024-07-18"])
        #expect(printed["one"] == "gpt-4o-mini")
    }
}
