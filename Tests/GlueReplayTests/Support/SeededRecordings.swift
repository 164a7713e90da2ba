import GlueJSON
import GlueLLM
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTelemetry
import GlueTestSupport
import GlueWorkflows
import Synchronization

/// Recordings of every kind that the engine makes, each another one by its seed: completions with tools, streams, retries and
/// forms, conversations, all workflows.
enum SeededRecordings {
    static let kinds =
        ["plain", "tools", "stream", "stream tools", "retries", "form", "conversation", "failure"] + WorkflowDefinition.kinds

    static func kind(_ seed: UInt64) -> String { kinds[Int(seed % UInt64(kinds.count))] }

    static func traces(_ seed: UInt64) async throws -> OTLP.Traces {
        var random = SplitMix(seed: seed)
        let kind = kind(seed)
        if WorkflowDefinition.kinds.contains(kind) { return try await workflow(kind, seed) }
        return await completion(kind, &random)
    }

    // MARK: - Completions

    private static let words = ["Oslo", "zinc", "café", "日本", "\"quoted\"", "4 °C", "a\nline", "😀", "{not json", "end."]

    private static func text(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 1...8, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
    }

    private static func usage(_ random: inout SplitMix) -> Usage? {
        guard Int.random(in: 0..<8, using: &random) > 0 else { return nil }
        let input = Int.random(in: 1...5000, using: &random)
        return Usage(
            inputTokens: input,
            outputTokens: Int.random(in: 1...900, using: &random),
            cachedInputTokens: Bool.random(using: &random) ? input / 2 : nil,
            reasoningTokens: Bool.random(using: &random) ? 3 : nil
        )
    }

    private static func completion(_ kind: String, _ random: inout SplitMix) async -> OTLP.Traces {
        var steps: [ScriptedProvider.Step] = []
        let hasTools = ["tools", "stream tools", "conversation", "retries"].contains(kind)
        let rounds = hasTools ? Int.random(in: 1...3, using: &random) : 0
        for round in 0..<rounds {
            let count = Int.random(in: 1...3, using: &random)
            let calls = (0..<count).map { place -> ToolCall in
                let arguments: JSONValue = Int.random(in: 0..<6, using: &random) == 0 ? [:] : ["city": .string(text(&random))]
                return ToolCall(id: "call_\(round)_\(place)", name: "get_weather", arguments: arguments)
            }
            if kind == "retries" || Int.random(in: 0..<5, using: &random) == 0 { steps.append(failure(&random)) }
            steps.append(.answer(Message(.assistant, parts: calls.map(MessagePart.toolCall)), usage(&random)))
        }
        if kind == "retries" { steps.append(failure(&random)) }
        if kind == "failure" {
            steps.append(.failure(LLMError(.authentication, "the server refused the key", status: 401)))
        } else if kind == "form" {
            if Bool.random(using: &random) { steps.append(.answer(.assistant("no JSON"), usage(&random))) }
            steps.append(.answer(.assistant(#"{"celsius":\#(Int.random(in: -30...40, using: &random))}"#), usage(&random)))
        } else {
            steps.append(.answer(.assistant(text(&random)), usage(&random)))
        }
        if kind == "conversation" { steps.append(.answer(.assistant(text(&random)), usage(&random))) }
        let prompts = kind == "conversation" ? [text(&random), text(&random)] : [text(&random)]
        guard !kind.hasPrefix("stream") else { return await streamed(steps, prompts[0], tools: hasTools) }
        let mode: StructuredOutputMode = Bool.random(using: &random) ? .native : .prompt
        return await RecordedSessions.traces(
            of: steps,
            prompts: prompts,
            tools: hasTools ? [RecordedSessions.weather] : [],
            form: kind == "form" ? (RecordedSessions.form, mode) : nil
        )
    }

    private static func failure(_ random: inout SplitMix) -> ScriptedProvider.Step {
        let errors = [
            LLMError(.rateLimit, "the server refused the request for now", status: 429, retryAfter: .zero),
            LLMError(.server, "the server failed", status: 500),
            LLMError(.timeout, "no whole answer came in time"),
        ]
        return .failure(errors.randomElement(using: &random) ?? errors[0])
    }

    private static func streamed(_ steps: [ScriptedProvider.Step], _ prompt: String, tools: Bool) async -> OTLP.Traces {
        let recorder = Recorder()
        let client = LLMClient(
            model: "gpt-4o-mini",
            provider: ScriptedProvider(steps),
            systemPrompt: "Be terse.",
            tools: tools ? [RecordedSessions.weather] : [],
            retry: RetryPolicy(attempts: 3, backoff: Backoff(initial: .zero)),
            contentCapture: .spans,
            tracer: recorder.telemetry.tracer
        )
        _ = try? await client.streamComplete(prompt).result()
        return await recorder.traces()
    }

    // MARK: - Workflows

    /// A model that answers each question in its own way, in words that workflows read decisions from.
    struct Talker: ModelProvider {
        let name = "openai"
        var server: ServerAddress? { nil }
        var seed: UInt64

        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            let said = request.messages.map(\.text).joined().unicodeScalars.reduce(UInt32(truncatingIfNeeded: seed &+ 7)) {
                $0 &* 31 &+ $1.value
            }
            // Who runs beside others ends by chance before or after them.
            try? await Task.sleep(for: .microseconds(Int(said % 900)))
            let text = "1. thought \(said)\nFinal Answer: \(said)\nkind: \(said % 2 == 0 ? "PASS" : "FAIL")\nVOTE: \(said % 2)"
            return ModelResponse(
                id: "r-\(said)",
                model: request.model,
                choices: [.assistant(text)],
                usage: Usage(inputTokens: 10 + Int(said % 90), outputTokens: 5)
            )
        }
    }

    private static let described: [String: JSONValue] = [
        "rag": ["workflow": "rag", "agents": ["a": [:]], "documents": ["The sky is blue."], "generator": "a"],
        "constitutional": [
            "workflow": "constitutional", "agents": ["a": [:]], "generator": "a", "settings": ["principles": [["name": "kind"]]],
        ],
        "conditional": ["workflow": "conditional", "agents": ["a": [:]], "if": ["contains": "sky"], "then": "a"],
    ]

    private static func workflow(_ kind: String, _ seed: UInt64) async throws -> OTLP.Traces {
        let recorder = Recorder()
        var client = LLMClient(model: "gpt-4o-mini", provider: Talker(seed: seed), contentCapture: .spans)
        client.tracer = recorder.telemetry.tracer
        let recorded = client
        let definition = try described[kind].map { json throws(LLMError) in try WorkflowDefinition(json) } ?? .standard(kind)
        let flow = try definition.workflow(
            agent: { agent throws(LLMError) in Agent(agent.name, recorded, systemPrompt: agent.system) },
            tool: { AnyTool(ToolDefinition(name: $0, description: "Says one.", parameters: [:])) { _ in "1" } }
        )
        _ = try await flow.run(
            "Why is the sky blue, the \(seed)th time?",
            options: WorkflowOptions(contentCapture: .spans, tracer: recorder.telemetry.tracer)
        )
        return await recorder.traces()
    }
}
