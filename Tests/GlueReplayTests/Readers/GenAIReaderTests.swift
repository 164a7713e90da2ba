import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Reader of the GenAI conventions")
struct GenAIReaderTests {
    private func only(_ span: OTLP.Span, _ logs: OTLP.Logs = OTLP.Logs(), scope: String = "some.tool") throws -> Exchange {
        let exchanges = try Recording(traces: OTLP.Traces(scope: scope, span), logs: logs).exchanges
        try #require(exchanges.count == 1)
        return exchanges[0]
    }

    private static let call = ToolCall(id: "c1", name: "get_weather", arguments: ["city": "Oslo"])

    /// The same exchange as each generation of tools writes it.
    private static let generations: [(String, OTLP.Span, OTLP.Logs)] = [
        (
            "JSON text in attributes, arguments as text, result for response, role user",
            .made(
                1,
                "chat m",
                [
                    "gen_ai.operation.name": "chat", "gen_ai.system": "OpenAI", "gen_ai.request.model": "m",
                    "gen_ai.system_instructions": #"[{"type":"text","content":"Be terse."}]"#,
                    "gen_ai.input.messages": """
                    [{"role":"user","parts":[{"type":"text","content":"Weather?"}]},
                     {"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\"}"}]},
                     {"role":"user","parts":[{"type":"tool_call_response","id":"c1","name":"get_weather","result":{"sky":"sleet"}}]}]
                    """,
                    "gen_ai.output.messages":
                        #"[{"role":"assistant","parts":[{"type":"text","content":"Sleet."}],"finish_reason":"stop"}]"#,
                ]
            ), OTLP.Logs()
        ),
        (
            "structured attributes of one log record",
            .made(1, "chat m", ["gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "m"]),
            OTLP.Logs(
                .made(
                    "gen_ai.client.inference.operation.details",
                    of: 1,
                    nil,
                    [
                        "gen_ai.input.messages": [
                            .object(["role": "system", "parts": [.object(["type": "text", "content": "Be terse."])]]),
                            .object(["role": "user", "name": .empty, "parts": [.object(["type": "text", "content": "Weather?"])]]),
                            .object([
                                "role": "assistant",
                                "parts": [
                                    .object([
                                        "type": "tool_call", "id": "c1", "name": "get_weather", "arguments": .object(["city": "Oslo"]),
                                    ])
                                ],
                            ]),
                            .object([
                                "role": "tool",
                                "parts": [.object(["type": "tool_call_response", "id": "c1", "response": #"{"sky":"sleet"}"#])],
                            ]),
                        ],
                        "gen_ai.output.messages": [
                            .object([
                                "role": "assistant", "finish_reason": "stop", "parts": [.object(["type": "text", "content": "Sleet."])],
                            ])
                        ],
                    ]
                )
            )
        ),
        (
            "one log record a message",
            .made(1, "chat m", ["gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "m"]),
            OTLP.Logs(
                .made("gen_ai.system.message", of: 1, .object(["content": "Be terse."])),
                .made("gen_ai.user.message", of: 1, .object(["content": "Weather?"])),
                .made(
                    "gen_ai.assistant.message",
                    of: 1,
                    .object([
                        "tool_calls": [
                            .object([
                                "id": "c1", "type": "function",
                                "function": .object(["name": "get_weather", "arguments": #"{"city":"Oslo"}"#]),
                            ])
                        ]
                    ])
                ),
                .made("gen_ai.tool.message", of: 1, .object(["content": #"{"sky":"sleet"}"#, "id": "c1"])),
                .made(
                    "gen_ai.choice",
                    of: 1,
                    .object(["index": 0, "finish_reason": "stop", "message": .object(["role": "assistant", "content": "Sleet."])])
                )
            )
        ),
        (
            "events listed in one attribute",
            .made(
                1,
                "chat m",
                [
                    "gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "m",
                    "events": """
                    [{"event.name":"gen_ai.system.message","role":"system","content":"Be terse."},
                     {"event.name":"gen_ai.user.message","role":"user","content":"Weather?"},
                     {"event.name":"gen_ai.assistant.message","role":"assistant","tool_calls":
                       [{"id":"c1","type":"function","function":{"name":"get_weather","arguments":{"city":"Oslo"}}}]},
                     {"event.name":"gen_ai.tool.message","role":"tool","id":"c1","name":"get_weather","content":{"sky":"sleet"}},
                     {"event.name":"gen_ai.choice","index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Sleet."}}]
                    """,
                ]
            ), OTLP.Logs()
        ),
        (
            "one attribute a field",
            .made(
                1,
                "openai.chat",
                [
                    "llm.request.type": "chat", "gen_ai.system": "OpenAI", "gen_ai.request.model": "m",
                    "gen_ai.prompt.0.role": "system", "gen_ai.prompt.0.content": "Be terse.",
                    "gen_ai.prompt.1.role": "user", "gen_ai.prompt.1.content": "Weather?",
                    "gen_ai.prompt.2.role": "assistant", "gen_ai.prompt.2.tool_calls.0.id": "c1",
                    "gen_ai.prompt.2.tool_calls.0.name": "get_weather", "gen_ai.prompt.2.tool_calls.0.arguments": #"{"city":"Oslo"}"#,
                    "gen_ai.prompt.3.role": "tool", "gen_ai.prompt.3.tool_call_id": "c1", "gen_ai.prompt.3.content": #"{"sky":"sleet"}"#,
                    "gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.content": "Sleet.",
                    "gen_ai.completion.0.finish_reason": "stop",
                ]
            ), OTLP.Logs()
        ),
    ]

    @Test("Every generation of the conventions reads the same", arguments: generations.indices)
    func forms(index: Int) throws {
        let (name, span, logs) = Self.generations[index]
        let exchange = try only(span, logs)
        let wanted: [Message] = [.system("Be terse."), .user("Weather?"), .calls(Self.call), .tool(id: "c1", response: ["sky": "sleet"])]
        #expect(exchange.input.map { Message($0.role, parts: $0.parts) } == wanted, "\(name)")
        #expect(exchange.output.map(\.text) == ["Sleet."], "\(name)")
        #expect(exchange.finishReason == .stop, "\(name)")
        #expect(exchange.provider == "openai", "\(name)")
        #expect(exchange.model == "m", "\(name)")
    }

    @Test("Tool calls beside the message of a choice, and several choices")
    func choices() throws {
        let exchange = try only(
            .made(1, "chat m", ["gen_ai.operation.name": "chat"]),
            OTLP.Logs(
                .made(
                    "gen_ai.choice",
                    of: 1,
                    .object([
                        "finish_reason": "tool_calls", "message": .object([:]),
                        "tool_calls": [
                            .object(["id": "c1", "function": .object(["name": "get_weather", "arguments": #"{"city":"Oslo"}"#])])
                        ],
                    ])
                ),
                .made("gen_ai.choice", of: 1, .object(["index": 1, "finish_reason": "length", "message": .object(["content": "No"])]))
            )
        )
        #expect(exchange.output.map(\.toolCalls) == [[Self.call], []])
        #expect(exchange.output.map(\.finishReason) == [.toolCall, .length])
        #expect(exchange.finishReason == .toolCall)
    }

    @Test("Usage, parameters and streaming under old and new names")
    func facts() throws {
        let old = try only(
            .made(
                1,
                "openai.chat",
                [
                    "llm.request.type": "chat", "gen_ai.usage.prompt_tokens": 10, "gen_ai.usage.completion_tokens": 3,
                    "gen_ai.usage.cache_read_input_tokens": 4, "llm.is_streaming": "True", "gen_ai.request.top_p": 0.5,
                ]
            )
        )
        #expect(old.usage == Usage(inputTokens: 10, outputTokens: 3, cachedInputTokens: 4))
        #expect(old.streamed == true)
        #expect(old.parameters.topP == 0.5)
        let new = try only(
            .made(
                1,
                "chat m",
                [
                    "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 10, "gen_ai.usage.output_tokens": 3,
                    "gen_ai.usage.reasoning.output_tokens": 2, "gen_ai.response.time_to_first_chunk": 0.25,
                    "gen_ai.request.max_tokens": 50, "gen_ai.request.stop_sequences": ["a", "b"], "gen_ai.request.seed": 7,
                    "server.address": "127.0.0.1", "server.port": 8080, "gen_ai.response.finish_reasons": #"["tool_calls"]"#,
                ]
            )
        )
        #expect(new.usage == Usage(inputTokens: 10, outputTokens: 3, reasoningTokens: 2))
        #expect(new.streamed == true)
        #expect(new.timeToFirstChunk == .milliseconds(250))
        #expect(new.parameters == ModelParameters(maxTokens: 50, stopSequences: ["a", "b"], seed: 7))
        #expect(new.server == ServerAddress(host: "127.0.0.1", port: 8080))
        #expect(new.finishReason == .toolCall)
    }

    @Test("A failed call has its type and words, from attributes or from the exception, and no answer")
    func failure() throws {
        let plain = try only(
            .made(1, "chat m", error: "Error code: 401", ["gen_ai.operation.name": "chat", "error.type": "AuthenticationError"])
        )
        #expect(plain.error == RecordedFailure(type: "AuthenticationError", message: "Error code: 401"))
        #expect(plain.error?.kind == .authentication)
        #expect(plain.error?.httpStatus == 401)
        #expect(!plain.missing.contains(.output))
        let event = OTLP.Event.made("exception", ["exception.type": "openai.RateLimitError", "exception.message": "Slow down"])
        let exception = try only(.made(1, "chat m", events: [event], error: "", ["gen_ai.operation.name": "chat"]))
        #expect(exception.error == RecordedFailure(type: "openai.RateLimitError", message: "Slow down"))
        #expect(exception.error?.kind == .rateLimit)
    }

    @Test("A failed call takes its messages from the agent around it")
    func agentMessages() throws {
        let agent = OTLP.Span.made(
            1,
            "invoke_agent a",
            kind: .internal,
            [
                "gen_ai.operation.name": "invoke_agent",
                "pydantic_ai.all_messages": #"[{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]"#,
                "gen_ai.system_instructions": #"[{"type":"text","content":"Be terse."}]"#,
            ]
        )
        let chat = OTLP.Span.made(2, "chat m", in: 1, error: "status_code: 500", ["gen_ai.operation.name": "chat"])
        let exchanges = try Recording(traces: OTLP.Traces(scope: "pydantic-ai", agent, chat)).exchanges
        #expect(exchanges.map(\.input) == [[.system("Be terse."), .user("Weather?")]])
    }

    @Test("HTTP spans below a call are its attempts: those that failed before the answer")
    func attempts() throws {
        let chat = OTLP.Span.made(1, "chat m", ["gen_ai.operation.name": "chat"])
        let first = OTLP.Span.made(
            2,
            "POST",
            in: 1,
            error: "",
            [
                "http.request.method": "POST", "http.response.status_code": 429, "error.type": "429",
                "http.response.header.retry-after": ["2"], "http.response.header.content-length": ["99"],
            ]
        )
        let second = OTLP.Span.made(3, "POST", in: 1, ["http.request.method": "POST", "http.response.status_code": 200])
        let exchanges = try Recording(traces: OTLP.Traces(scope: "x", chat, first, second)).exchanges
        #expect(exchanges.count == 1)
        #expect(exchanges.first?.error == nil)
        #expect(exchanges.first?.failedAttempts == [RecordedFailure(type: "429", status: 429, headers: ["retry-after": "2"])])
        #expect(exchanges.first?.failedAttempts.first?.kind == .rateLimit)
    }

    @Test("Two spans of one exchange are one exchange; calls of an agent within a call are their own")
    func duplicates() throws {
        let outer = OTLP.Span.made(1, "chat m", ["gen_ai.operation.name": "chat", "gen_ai.response.id": "r1"])
        let inner = OTLP.Span.made(
            2,
            "messages.create",
            in: 1,
            ["gen_ai.operation.name": "chat", "gen_ai.response.id": "r1", "gen_ai.request.stream": true, "gen_ai.request.model": "m"]
        )
        let tool = OTLP.Span.made(3, "execute_tool t", in: 1, ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t"])
        let other = OTLP.Span.made(4, "chat n", in: 3, ["gen_ai.operation.name": "chat", "gen_ai.response.id": "r2"])
        let exchanges = try Recording(traces: OTLP.Traces(scope: "x", outer, inner, tool, other)).exchanges
        #expect(exchanges.map(\.responseID) == ["r1", "r2"])
        #expect(exchanges.map(\.index) == [0, 1])
        #expect(exchanges.first?.streamed == true, "the outer span takes what the inner one alone knows")
        #expect(exchanges.first?.model == "m")
    }

    @Test("Embeddings, and spans of anything else, are no exchanges")
    func others() {
        let traces = OTLP.Traces(
            scope: "x",
            .made(1, "embeddings m", ["gen_ai.operation.name": "embeddings"]),
            .made(2, "GET", ["http.request.method": "GET"])
        )
        #expect(throws: RecordingError.noExchanges(spans: 2)) { try Recording(traces: traces) }
    }

    @Test("Content that is no JSON, or no messages, is missing and not a fault")
    func broken() throws {
        let exchange = try only(
            .made(
                1,
                "chat m",
                [
                    "gen_ai.operation.name": "chat", "gen_ai.input.messages": "[{\"role\":", "gen_ai.output.messages": "{}",
                    "gen_ai.tool.definitions": "7", "gen_ai.usage.input_tokens": "many", "gen_ai.response.finish_reasons": 3,
                ]
            )
        )
        #expect(exchange.input.isEmpty && exchange.output.isEmpty)
        #expect(exchange.missing.contains(.input) && exchange.missing.contains(.output) && exchange.missing.contains(.usage))
    }
}
