import GlueJSON
import GlueSemantics
import GlueTelemetry
import ServiceContextModule
import Synchronization
import Testing

@testable import GlueLLM

@Suite("Metrics and events of the engine")
struct CallMetricsTests {
    private static let usage = Usage(
        inputTokens: 100,
        outputTokens: 10,
        cachedInputTokens: 40,
        cacheWriteInputTokens: 5,
        reasoningTokens: 3
    )

    /// What Prometheus would scrape after a streamed tool round and a call that failed.
    private func scrape(_ conventions: GenAIConventions) async throws -> [String] {
        let telemetry = Telemetry(TelemetrySettings(destinations: []))
        let provider = ScriptedProvider([
            .pieces([.toolCall(ToolCallPiece(index: 0, id: "c", name: "add", arguments: #"{"a":1,"b":2}"#)), .usage(Self.usage)]),
            .pieces([.started(id: "r", model: "gpt-4o-2024"), .text("a"), .text("b"), .usage(Self.usage), .finished(.stop)]),
            .fails(.authentication),
        ])
        let client = LLMClient.scripted(provider, tools: [Add()]) {
            $0.metrics = telemetry.metrics
            $0.conventions = conventions
            $0.name = "adder"
        }
        _ = try await client.streamComplete("1 + 2?").result()
        await #expect(throws: LLMError.self) { try await client.complete("again") }
        let text = telemetry.prometheusText().text
        _ = await telemetry.shutdown(within: .seconds(5))
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    private func value(_ lines: [String], _ name: String, _ labels: String...) -> Double? {
        let found = lines.filter { line in line.hasPrefix(name + "{") && labels.allSatisfy { line.contains($0) } }
        return found.count == 1 ? found[0].split(separator: " ").last.flatMap { Double($0) } : nil
    }

    @Test("By the latest conventions: calls, tokens by kind, chunks, completions and tools, failures by type")
    func latest() async throws {
        let lines = try await scrape(.latest)
        let call = #"gen_ai_request_model="gpt-4o""#
        #expect(value(lines, "gen_ai_client_inference_duration_seconds_count", call, #"error_type="authentication""#) == 1)
        #expect(
            value(lines, "gen_ai_client_inference_duration_seconds_count", call, #"gen_ai_response_model="gpt-4o-2024""#) == 1
        )
        let second = #"gen_ai_response_model="gpt-4o-2024""#
        #expect(value(lines, "gen_ai_client_inference_time_to_first_chunk_seconds_count", second) == 1)
        #expect(value(lines, "gen_ai_client_inference_time_per_output_chunk_seconds_count", call) == 1)
        for (name, tokens) in [
            ("usage_input_tokens", 100.0), ("usage_output_tokens", 10), ("usage_cache_read_input_tokens", 40),
            ("usage_cache_write_input_tokens", 5), ("usage_reasoning_output_tokens", 3),
        ] {
            #expect(
                value(lines, "gen_ai_client_inference_\(name)_total", second, #"gen_ai_token_modality="text""#) == tokens,
                "\(name)"
            )
        }
        #expect(value(lines, "gen_ai_client_inference_operation_input_tokens_sum", second) == 100)
        #expect(value(lines, "gen_ai_invoke_agent_inference_calls_count", #"gen_ai_agent_name="adder""#) == 2)
        #expect(value(lines, "gen_ai_invoke_agent_inference_calls_sum") == 3)
        #expect(value(lines, "gen_ai_invoke_agent_tool_calls_sum") == 1)
        #expect(value(lines, "gen_ai_execute_tool_duration_seconds_count", #"gen_ai_tool_name="add""#) == 1)
        #expect(lines.allSatisfy { !$0.hasPrefix("gen_ai_client_token_usage") })
    }

    @Test("By the conventions until 1.41: one histogram of tokens by type, operations' durations")
    func legacy() async throws {
        let lines = try await scrape(.legacy141)
        let second = #"gen_ai_response_model="gpt-4o-2024""#
        #expect(value(lines, "gen_ai_client_token_usage_sum", second, #"gen_ai_token_type="input""#) == 100)
        #expect(value(lines, "gen_ai_client_token_usage_sum", second, #"gen_ai_token_type="output""#) == 10)
        #expect(value(lines, "gen_ai_client_operation_duration_seconds_count", second) == 1)
        #expect(value(lines, "gen_ai_client_operation_time_to_first_chunk_seconds_count", second) == 1)
        #expect(lines.allSatisfy { !$0.hasPrefix("gen_ai_client_inference") })
    }

    @Test("The variable chooses the edition; a typing error means the latest")
    func variable() {
        #expect(GenAIConventions(environment: [GenAIConventions.variable: "Legacy-1.41"]) == .legacy141)
        #expect(GenAIConventions(environment: [GenAIConventions.variable: "1.41"]) == .latest)
        #expect(GenAIConventions(environment: [:]) == .latest)
    }

    @Test("An event holds a call's messages as structured values, redacted; a failure is an event without content")
    func events() async throws {
        let events = Events()
        let provider = ScriptedProvider([.text("the key is sk-proj-abcdefghijklmnopqrstuvwxyz0123456789", Self.usage), .fails(.server)])
        let client = LLMClient.scripted(provider) {
            $0.events = events
            $0.contentCapture = ContentCapture(onSpans: false, onEvents: true)
            $0.retry = .never
        }
        _ = try await client.complete("hello")
        await #expect(throws: LLMError.self) { try await client.complete("PLANTED") }

        let all = events.all
        try #require(all.map(\.name) == [GenAI.Events.inferenceDetails, GenAI.Events.operationException])
        #expect(all[0].severity == .debug)
        #expect(all[0].attributes[GenAI.Attributes.usageInputTokens] == 100)
        #expect(all[0].attributes[GenAI.Attributes.inputMessages]?.array?.first?["role"] == "user")
        let output = try #require(all[0].attributes[GenAI.Attributes.outputMessages]).text()
        #expect(output.contains("the key is") && !output.contains("abcdefghijklmnop"))
        #expect(all[1].severity == .warning)
        #expect(all[1].attributes[ErrorNames.exceptionType] == "LLMError.server")
        #expect(!JSONValue.object(all[1].attributes).text().contains("PLANTED"))
    }

    @Test("Without a wish for events of content none is put together")
    func noEvents() async throws {
        let events = Events()
        let client = LLMClient.scripted(ScriptedProvider(["hi"])) {
            $0.events = events
            $0.contentCapture = .spans
        }
        _ = try await client.complete("hello")
        #expect(events.all.isEmpty)
    }

    private final class Events: EventEmitter {
        private let taken = Mutex<[StructuredEvent]>([])
        let isEnabled = true
        var all: [StructuredEvent] { taken.withLock { $0 } }

        func emit(_ event: StructuredEvent, scope: String, context: ServiceContext) { taken.withLock { $0.append(event) } }
    }
}
