import GlueJSON
import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTelemetry
import Synchronization

/// Answers in a fixed order, attempts that fail among them.
final class ScriptedProvider: ModelProvider {
    enum Step: Sendable {
        case answer(Message, Usage? = Usage(inputTokens: 120, outputTokens: 30, cachedInputTokens: 64))
        case failure(LLMError)
    }

    let name = "openai"
    let server: ServerAddress? = ServerAddress(host: "api.openai.com", port: 443)
    private let steps: Mutex<[Step]>
    private let mode: StructuredOutputMode
    private let count = Mutex(0)

    init(_ steps: [Step], structuredOutput mode: StructuredOutputMode = .prompt) {
        self.steps = Mutex(steps)
        self.mode = mode
    }

    func structuredOutput(for model: String) -> StructuredOutputMode { mode }

    func details(of request: ModelRequest) -> [String: String] { ["openai.api.type": "chat_completions"] }

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        switch step {
        case nil: throw LLMError(.other, "the script has ended")
        case .failure(let error): throw error
        case .answer(let message, let usage):
            let number = count.withLock { count in
                count += 1
                return count
            }
            return ModelResponse(
                id: "chatcmpl-\(number)",
                model: "gpt-4o-mini-2024-07-18",
                choices: [message],
                usage: usage,
                details: ["openai.response.system_fingerprint": "fp_\(number)"]
            )
        }
    }
}

/// Keeps the spans of a test.
struct Recorder: Sendable {
    let telemetry: Telemetry
    private let collector = TelemetryCollector()

    init() { telemetry = Telemetry(TelemetrySettings(destinations: [collector])) }

    func traces() async -> OTLP.Traces {
        await telemetry.forceFlush(within: .seconds(60))
        return collector.traces
    }
}

/// Sessions as the real engine runs them.
enum RecordedSessions {
    static let weather = AnyTool(.weather) { arguments in
        guard let city = arguments["city"]?.string else { throw ToolFailure(type: "no_city", message: "Which city?") }
        return ["city": .string(city), "celsius": 4]
    }

    /// Runs completions of one client, one for each prompt, in one conversation, and reads what they left.
    static func traces(
        of steps: [ScriptedProvider.Step],
        prompts: [String] = ["What is the weather in Oslo?"],
        tools: [any Tool] = [weather],
        form: (OutputSchema, StructuredOutputMode)? = nil,
        change: (inout LLMClient) -> Void = { _ in }
    ) async -> OTLP.Traces {
        let recorder = Recorder()
        var client = LLMClient(
            model: "gpt-4o-mini",
            provider: ScriptedProvider(steps, structuredOutput: form?.1 ?? .prompt),
            name: "forecaster",
            systemPrompt: "Be terse.",
            tools: tools,
            parameters: ModelParameters(temperature: 0.2, maxTokens: 300, seed: 7),
            retry: RetryPolicy(attempts: 3, backoff: Backoff(initial: .zero)),
            contentCapture: .spans,
            tracer: recorder.telemetry.tracer
        )
        change(&client)
        var conversation = Conversation(id: "weather-1")
        for prompt in prompts {
            await CorrelationID.withValue("order-17") {
                if let format = form?.0 {
                    _ = try? await client.structuredComplete([.user(prompt)], schema: format, in: &conversation)
                } else {
                    _ = try? await client.complete(prompt, in: &conversation)
                }
            }
        }
        return await recorder.traces()
    }

    static let form = OutputSchema(name: "weather", schema: .object(["celsius": .integer("Of the air")]))

    /// Runs a completion whose answer has a form, and reads what it left.
    static func structured(
        of steps: [ScriptedProvider.Step],
        tools: [any Tool] = [weather],
        mode: StructuredOutputMode = .native,
        as format: OutputSchema
    ) async -> OTLP.Traces {
        await traces(of: steps, tools: tools, form: (format, mode))
    }

    /// Two tool rounds, one of them with two calls at once, a tool that fails, a retry, and an answer.
    static func full() async -> OTLP.Traces {
        await traces(of: [
            .answer(.calls(.weather("Oslo"), .weather("Bergen", id: "call_2"))),
            .failure(LLMError(.rateLimit, "the server refused the request for now", status: 429, retryAfter: .zero)),
            .answer(.calls(ToolCall(id: "call_3", name: "get_weather", arguments: [:]))),
            .answer(.assistant("It is 4 °C in both.")),
        ])
    }
}

extension OTLP.Traces {
    /// The trace with each span changed.
    func changed(_ change: (inout OTLP.Span) -> Void) -> OTLP.Traces {
        var traces = self
        for resource in traces.resourceSpans.indices {
            for scope in traces.resourceSpans[resource].scopeSpans.indices {
                for span in traces.resourceSpans[resource].scopeSpans[scope].spans.indices {
                    change(&traces.resourceSpans[resource].scopeSpans[scope].spans[span])
                }
            }
        }
        return traces
    }

    /// The trace with one text in one attribute of one span replaced.
    ///
    /// - Parameter number: Which of the spans of that name, in the order in which they began, from 1.
    func replacing(_ text: String, with other: String, in key: String, of name: String, number: Int = 1) -> OTLP.Traces {
        let ids = spans.filter { $0.name == name }.sorted { $0.startTimeUnixNano < $1.startTimeUnixNano }.map(\.spanID)
        return changed { span in
            guard ids.indices.contains(number - 1), span.spanID == ids[number - 1],
                let index = span.attributes.firstIndex(where: { $0.key == key }), let value = span.attributes[index].value?.string
            else { return }
            span.attributes[index].value = .string(value.replacing(text, with: other))
        }
    }
}
