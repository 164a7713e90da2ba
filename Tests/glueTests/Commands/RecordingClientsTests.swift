import Foundation
import GlueSemantics
import GlueTestSupport
import Testing

/// The Python clients hold their own conversations with `glue mock` and get what was recorded.
@Suite("glue mock and Python clients")
struct RecordingClientsTests {
    private func run(
        _ environment: PythonEnvironment,
        _ script: String,
        _ sources: [String],
        _ options: [String] = []
    ) async throws -> [String] {
        let paths = sources.map { Repository.path("Tests/Fixtures/samples/\($0)") }
        return try await Server.running({ .glue(["mock"] + paths + ["--port", String($0)] + options) }, readyWhen: "/v1/models") { server in
            let outcome = try await Program.python(environment, script: Self.preamble + script, [server.baseURL]).run()
            try #require(outcome.exitCode == 0, "\(outcome.error)")
            return outcome.text.split(separator: "\n").map(String.init)
        }
    }

    private static let preamble = #"""
        import json, sys
        base = sys.argv[1]
        system = "You are a terse assistant. Answer in one sentence."
        capital, weather, haiku = "What is the capital of France?", "What is the weather in Oslo and Bergen?", "Write a haiku about the sea."
        def answer(name, arguments):
            facts = {"Oslo": {"temp": 4, "sky": "sleet"}, "Bergen": {"temp": 7, "sky": "rain"}}
            city = json.loads(arguments)["city"] if isinstance(arguments, str) else arguments["city"]
            return json.dumps({"city": city, "temp": facts[city]["temp"], "unit": "celsius", "sky": facts[city]["sky"]})

        """#

    private static let tools = ["pydantic-ai-tools.pb", "openinference-openai-tools.jsonl", "langchain-tools.pb", "mlflow-tools.jsonl"]

    @Test(
        "openai: a conversation with tools, over chat completions and over responses",
        .needs(.agents),
        .timeLimit(.minutes(3)),
        arguments: tools
    )
    func openai(source: String) async throws {
        let lines = try await run(
            .agents,
            #"""
            import openai
            client = openai.OpenAI(base_url=base + "/v1", api_key="none", max_retries=0, timeout=60)
            messages = [{"role": "system", "content": system}, {"role": "user", "content": weather}]
            first = client.chat.completions.create(model="gpt-4o-mini", messages=messages).choices[0]
            print(first.finish_reason, [[c.function.name, json.loads(c.function.arguments)["city"]] for c in first.message.tool_calls])
            messages.append(first.message)
            for call in first.message.tool_calls:
                messages.append({"role": "tool", "tool_call_id": call.id, "content": answer(call.function.name, call.function.arguments)})
            stream = client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True)
            print("".join(c.choices[0].delta.content or "" for c in stream if c.choices))
            """#,
            [source]
        )
        #expect(lines[0] == "tool_calls [['get_weather', 'Oslo'], ['get_weather', 'Bergen']]")
        #expect(lines[1].contains("Oslo") && lines[1].contains("Bergen"))

        let responses = try await run(
            .agents,
            #"""
            import openai
            client = openai.OpenAI(base_url=base + "/v1", api_key="none", max_retries=0, timeout=60)
            first = client.responses.create(model="gpt-4o-mini", instructions=system, input=weather)
            calls = [item for item in first.output if item.type == "function_call"]
            print(first.status, [[c.name, json.loads(c.arguments)["city"]] for c in calls])
            items = [{"role": "user", "content": weather}] + [c.model_dump(exclude_none=True) for c in calls]
            items += [{"type": "function_call_output", "call_id": c.call_id, "output": answer(c.name, c.arguments)} for c in calls]
            with client.responses.stream(model="gpt-4o-mini", instructions=system, input=items) as stream:
                text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
                print(text == stream.get_final_response().output_text, text)
            """#,
            [source]
        )
        #expect(responses[0] == "completed [['get_weather', 'Oslo'], ['get_weather', 'Bergen']]")
        #expect(responses[1] == "True \(lines[1])")
    }

    @Test("anthropic: the same conversation over messages, streamed and not", .needs(.agents), .timeLimit(.minutes(2)), arguments: tools)
    func anthropic(source: String) async throws {
        let lines = try await run(
            .agents,
            #"""
            import anthropic
            client = anthropic.Anthropic(base_url=base, api_key="none", max_retries=0, timeout=60)
            first = client.messages.create(model="gpt-4o-mini", max_tokens=500, system=system, messages=[{"role": "user", "content": weather}])
            calls = [b for b in first.content if b.type == "tool_use"]
            print(first.stop_reason, [[c.name, c.input["city"]] for c in calls], first.usage.output_tokens > 0)
            results = [{"type": "tool_result", "tool_use_id": c.id, "content": answer(c.name, c.input)} for c in calls]
            messages = [{"role": "user", "content": weather}, {"role": "assistant", "content": [c.model_dump() for c in calls]}, {"role": "user", "content": results}]
            with client.messages.stream(model="gpt-4o-mini", max_tokens=500, system=system, messages=messages) as stream:
                text = "".join(stream.text_stream)
                final = stream.get_final_message()
                print(text == final.content[0].text, final.stop_reason, text)
            print([m.id for m in client.models.list().data][0])
            """#,
            [source]
        )
        #expect(lines[0] == "tool_use [['get_weather', 'Oslo'], ['get_weather', 'Bergen']] True")
        #expect(lines[1].hasPrefix("True end_turn ") && lines[1].contains("Bergen"))
        #expect(lines[2] == "gpt-4o-mini")
    }

    @Test("pydantic-ai: an agent runs its tools by what was recorded, with either provider", .needs(.agents), .timeLimit(.minutes(3)))
    func pydantic() async throws {
        let lines = try await run(
            .agents,
            #"""
            from pydantic_ai import Agent
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.openai import OpenAIProvider
            from pydantic_ai.providers.anthropic import AnthropicProvider
            def agent(model):
                made = Agent(model, system_prompt=system)
                @made.tool_plain
                def get_weather(city: str, unit: str = "celsius") -> dict:
                    "Get the current weather of a city."
                    return json.loads(answer("get_weather", {"city": city}))
                return made
            print(agent(OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(base_url=base + "/v1", api_key="none"))).run_sync(weather).output)
            print(agent(AnthropicModel("gpt-4o-mini", provider=AnthropicProvider(base_url=base, api_key="none"))).run_sync(weather).output)
            """#,
            ["pydantic-ai-tools.pb"],
            ["--repeat", "--match", "lenient"]
        )
        #expect(lines.count == 2 && lines[0] == lines[1] && lines[0].contains("Oslo"))
    }

    @Test("litellm: completions, streams and tools by what it recorded itself", .needs(.litellm), .timeLimit(.minutes(3)))
    func litellm() async throws {
        let lines = try await run(
            .litellm,
            #"""
            import os
            os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
            import litellm
            def ask(messages, **more):
                return litellm.completion(model="openai/gpt-4o-mini", api_base=base + "/v1", api_key="none", messages=messages, num_retries=0, **more)
            start = [{"role": "system", "content": system}]
            print(ask(start + [{"role": "user", "content": capital}]).choices[0].message.content)
            stream = ask(start + [{"role": "user", "content": haiku}], stream=True)
            print(json.dumps("".join(c.choices[0].delta.content or "" for c in stream)))
            first = ask(start + [{"role": "user", "content": weather}]).choices[0]
            print(first.finish_reason, [c.function.name for c in first.message.tool_calls])
            """#,
            ["litellm-plain.pb", "litellm-stream.pb", "litellm-tools.pb"]
        )
        #expect(lines[0] == "The capital of France is Paris.")
        #expect(lines[1].count > 10)
        #expect(lines[2] == "tool_calls ['get_weather', 'get_weather']")
    }
}
