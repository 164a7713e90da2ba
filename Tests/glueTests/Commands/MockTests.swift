import GlueSemantics
import GlueTestSupport
import Testing

@Suite("glue mock")
struct MockTests {
    @Test(
        "The Python openai client gets the recorded answers, streamed and not, tool calls included",
        .needs(.openai),
        .timeLimit(.minutes(2))
    )
    func openAIClient() async throws {
        let session = Repository.path("Sources/glue/Demo/Session/session.jsonl")
        try await Server.running({ .glue(["mock", session, "--port", String($0)]) }, readyWhen: "/v1/models") { server in
            let outcome = try await Program.python(.openai, script: Self.client, [server.baseURL + "/v1"]).run()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            #expect(
                outcome.text == """
                    weather {"city": "Lisbon"}
                    distance {"from": "Belém", "to": "Oceanarium"}
                    tool_calls 128 42
                    Yes: it is sunny with 21 °C and a light wind, and the 13.4 km along the river take you about an hour.
                    stop 243 36
                    NotFoundError

                    """
            )
        }
    }

    /// The first exchange of the session as it was, the last one streamed, and one that was never recorded.
    private static let client = #"""
        import json, sys, openai
        client = openai.OpenAI(base_url=sys.argv[1], api_key="none", max_retries=0)
        system = {"role": "system", "content": "You plan bicycle rides in Lisbon. Look things up with the tools; answer in one sentence."}
        user = {"role": "user", "content": "Is this afternoon good for a ride from Belém to the Oceanarium?"}
        answer = client.chat.completions.create(model="gpt-4o-mini", messages=[system, user])
        calls = answer.choices[0].message.tool_calls
        for call in calls:
            print(call.function.name, json.dumps(json.loads(call.function.arguments), ensure_ascii=False))
        print(answer.choices[0].finish_reason, answer.usage.prompt_tokens, answer.usage.completion_tokens)
        def tool(call, content): return {"role": "tool", "tool_call_id": call.id, "content": content}
        messages = [system, user, answer.choices[0].message, tool(calls[0], "Error: The weather service is away; try again."), tool(calls[1], "13.4")]
        again = client.chat.completions.create(model="gpt-4o-mini", messages=messages).choices[0].message
        messages += [again, tool(again.tool_calls[0], '{"sky":"sunny","celsius":21,"windKmh":14}')]
        stream = client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True, stream_options={"include_usage": True})
        text, finish, usage = "", None, None
        for chunk in stream:
            for choice in chunk.choices:
                text += choice.delta.content or ""
                finish = choice.finish_reason or finish
            usage = chunk.usage or usage
        print(text)
        print(finish, usage.prompt_tokens, usage.completion_tokens)
        try:
            client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Who are you?"}])
        except openai.APIStatusError as error:
            print(type(error).__name__)
        """#

    @Test("A port that is taken is told, with the status for a peer")
    func portTaken() async throws {
        try await LoopbackServer.running({ _ in .bytes([]) }) { _, baseURL in
            let port = try #require(baseURL.split(separator: ":").last?.prefix { $0.isNumber })
            let session = Repository.path("Sources/glue/Demo/Session/session.jsonl")
            let outcome = try await Program.glue(["mock", session, "--port", String(port)]).run()
            #expect(outcome.exitCode == 4)
            #expect(outcome.error.contains("port \(port) cannot be listened on"))
        }
    }
}
