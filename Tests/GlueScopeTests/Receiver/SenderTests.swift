import GlueJSON
import GlueOTLP
import GlueReplay
import GlueSemantics
import GlueTestSupport
import NIOHTTP1
import Testing

@testable import GlueScope

/// What real senders send, as it came over HTTP.
@Suite("Real senders")
struct SenderTests {
    private static let samples: [String] =
        (try? JSONValue(parsing: Fixtures.bytes("samples/expected.json"))["samples"]?.object?.keys.sorted()) ?? []

    @Test("Every sample shows as a conversation with right roles, tools, tokens and cost", arguments: samples, ["pb", "jsonl"])
    func sample(name: String, form: String) async throws {
        let sample = try #require(try JSONValue(parsing: Fixtures.bytes("samples/expected.json"))["samples"]?[name])
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            for (key, path) in [("traces_\(form)", "/v1/traces"), ("logs_\(form)", "/v1/logs")] {
                guard let file = sample["files"]?[key]?.string else { continue }
                let telemetry = try TelemetryFile(bytes: try Fixtures.bytes("samples/\(file)"))
                let isJSON = form == "jsonl"
                let body =
                    key.hasPrefix("traces")
                    ? (isJSON ? telemetry.traces.json.bytes() : telemetry.traces.protobuf())
                    : (isJSON ? telemetry.logs.json.bytes() : telemetry.logs.protobuf())
                let type = isJSON ? "application/json" : "application/x-protobuf"
                let answer = try await ReceiverTests.send(server, path, body, [("content-type", type)])
                #expect(answer.status == 200)
            }
            try await store.settle(clock)
            let list = try await store.traces().traces
            let expected = sample["exchanges"]?.array ?? []
            #expect(list.count == sample["traces"]?.integer.map { Int($0) })
            #expect(list.reduce(0) { $0 + $1.calls } == expected.count)
            func sum(_ key: String) -> Int { expected.reduce(0) { $0 + Int($1[key]?.integer ?? 0) } }
            #expect(list.reduce(0) { $0 + $1.inputTokens } == sum("input_tokens"))
            #expect(list.reduce(0) { $0 + $1.outputTokens } == sum("output_tokens"))
            // The prices of gpt-4o-mini, in dollars a token; what came from the cache costs half, where the tool told so.
            let whole = Double(sum("input_tokens")) * 0.15e-6 + Double(sum("output_tokens")) * 0.6e-6
            let least = whole - Double(sum("cached_tokens")) * 0.075e-6
            let cost = list.reduce(0) { $0 + ($1.cost ?? 0) }
            #expect(cost > least - 1e-12 && cost < whole + 1e-12, "\(cost) is not between \(least) and \(whole)")
            let pages = try await Self.conversations(of: list, server)
            for exchange in expected {
                for message in exchange["input_messages"]?.array ?? [] {
                    if let role = message["role"]?.string { #expect(pages.contains("class=\"message \(role)\""), "\(role)") }
                    if let text = message["content"]?.string, !text.isEmpty {
                        #expect(pages.contains(Markdown.html(text)) || pages.contains(HTMLText.escaped(text)), "\(text)")
                    }
                }
                for call in exchange["tool_calls"]?.array ?? [] {
                    let tool = try #require((call["name"] ?? call["function"]?["name"])?.string)
                    #expect(pages.contains("<div class=\"call\"><h5>\(tool)"), "\(tool)")
                }
                if let text = exchange["output_text"]?.string, !text.isEmpty {
                    #expect(pages.contains(Markdown.html(text)) || pages.contains(HTMLText.escaped(text)), "\(text)")
                }
            }
        }
    }

    private static func conversations(of traces: [TraceSummary], _ server: Server) async throws -> String {
        var pages = ""
        for trace in traces { pages += String(decoding: try await server.get("/traces/\(trace.id)/exchanges").body, as: UTF8.self) }
        return pages
    }

    @Test(
        "The Python SDK's own exporters send spans, logs and metrics, and the exemplar leads to its trace",
        .needs(.otlp),
        .timeLimit(.minutes(2))
    )
    func pythonSDK() async throws {
        try await RunningScope.with { server, store async throws in
            let outcome = try await Program.python(.otlp, script: Self.sdk, [server.baseURL]).run()
            try #require(outcome.exitCode == 0, "\(outcome.error)")
            let id = try #require(OTLP.TraceID(hex: outcome.text.trimmed))
            let list = try await store.traces().traces
            #expect(list.map(\.id) == [id])
            #expect(list.first?.name == "ask")
            #expect(list.first?.inputTokens == 21)
            #expect(list.first?.service == "python-app")
            let file = try #require(try await store.trace(id))
            #expect(file.traces.spans.count == 2)
            #expect(file.logs.records.contains { $0.body == "the kettle sings" })
            let metrics = try await store.read { try StoredTrace.metrics(of: id, in: $0).metrics }
            #expect(metrics.map(\.name) == ["kettle.temperature"])
            let page = String(decoding: try await server.get("/traces/\(id)").body, as: UTF8.self)
            #expect(page.contains("the kettle sings") && page.contains("kettle.temperature"))
        }
    }

    private static let sdk = """
        import logging, sys
        base = sys.argv[1]
        from opentelemetry import trace, metrics
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.exporter.otlp.proto.http import Compression
        from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
        from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        resource = Resource.create({"service.name": "python-app"})
        spans = TracerProvider(resource=resource)
        spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(base + "/v1/traces", compression=Compression.Gzip)))
        logs = LoggerProvider(resource=resource)
        logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(base + "/v1/logs", compression=Compression.Deflate)))
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(base + "/v1/metrics"))
        meters = MeterProvider(resource=resource, metric_readers=[reader])
        histogram = meters.get_meter("m").create_histogram("kettle.temperature", unit="Cel")
        log = logging.getLogger("kettle")
        log.addHandler(LoggingHandler(logger_provider=logs))
        tracer = spans.get_tracer("python")
        with tracer.start_as_current_span("ask") as outer:
            with tracer.start_as_current_span("chat m", attributes={"gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
                    "gen_ai.usage.input_tokens": 21, "gen_ai.usage.output_tokens": 4}):
                log.warning("the kettle sings")
                histogram.record(99.5)
            print(format(outer.get_span_context().trace_id, "032x"))
        spans.shutdown(); logs.shutdown(); meters.shutdown()
        """

    @Test("pydantic-ai's agent shows with its tool, its messages and its tokens", .needs(.agents), .timeLimit(.minutes(2)))
    func pydanticAI() async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            let outcome = try await Program.python(.agents, script: Self.agent, [server.baseURL]).run()
            try #require(outcome.exitCode == 0, "\(outcome.error)")
            try await store.settle(clock)
            let trace = try #require(try await store.traces().traces.first)
            #expect(trace.calls == 2)
            #expect(trace.tools == ["capital"])
            #expect(trace.inputTokens > 0 && trace.outputTokens > 0)
            #expect(trace.prompt == "What is the capital of Portugal?")
            #expect(trace.answer == "It is Lisbon.")
            let page = try await Self.conversations(of: [trace], server)
            for text in ["class=\"message user\"", "class=\"message assistant\"", "capital answered", "Lisbon"] {
                #expect(page.contains(text), "\(text)")
            }
        }
    }

    private static let agent = """
        import sys
        from opentelemetry import trace
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(sys.argv[1] + "/v1/traces")))
        trace.set_tracer_provider(provider)
        from pydantic_ai import Agent
        from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
        from pydantic_ai.models.function import FunctionModel
        def answer(messages, info):
            if len(messages) == 1: return ModelResponse(parts=[ToolCallPart("capital", {"country": "Portugal"}, tool_call_id="c1")])
            return ModelResponse(parts=[TextPart("It is Lisbon.")])
        Agent.instrument_all()
        agent = Agent(FunctionModel(answer), name="guide")
        @agent.tool_plain
        def capital(country: str) -> str: return "Lisbon"
        agent.run_sync("What is the capital of Portugal?")
        provider.shutdown()
        """

    @Test("Our own exporter: what glue run sends is a conversation here, and so is the demo", .timeLimit(.minutes(2)))
    func ourselves() async throws {
        let clock = TestClock()
        try await RunningScope.with(clock: clock) { server, store async throws in
            let recording = Repository.path("Tests/GlueReplayTestingTests/recordings/greeting.jsonl")
            try await Server.running({ Program.glue(["mock", recording, "--port", "\($0)"]) }, readyWhen: "/v1/models") {
                mock async throws in
                let outcome = try await Program.glue(
                    [
                        "run", "Good morning?", "--system", "Be kind.", "--model", "openai:gpt-4o-mini", "--base-url", "\(mock.baseURL)/v1",
                        "--otlp", server.baseURL,
                    ],
                    environment: ["OPENAI_API_KEY": "none", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"]
                ).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                #expect(outcome.text.contains("Good morning to you."))
            }
            try await TemporaryFolder.with { folder async throws in
                let demo = try await Program.glue(["demo", "--keep", folder.path("demo")]).run()
                #expect(demo.exitCode == 0, "\(demo.error)")
                let traces = try TelemetryFile(bytes: try folder.bytes(of: "demo/trace.jsonl")).traces
                #expect(try await ReceiverTests.send(server, "/v1/traces", traces.protobuf()).status == 200)
            }
            try await store.settle(clock)
            let traces = try await store.traces().traces
            #expect(traces.count == 2)
            let run = try #require(traces.first { $0.prompt == "Good morning?" })
            #expect(run.answer == "Good morning to you.")
            #expect(run.models == ["gpt-4o-mini"])
            #expect(run.calls == 1 && run.inputTokens == 12 && run.outputTokens == 6)
            #expect(try #require(run.cost).isNear(12 * 0.15e-6 + 6 * 0.6e-6))
            let demo = try #require(traces.first { $0.id != run.id })
            #expect(demo.calls == 3 && demo.inputTokens == 572 && demo.outputTokens == 95)
            #expect(Set(demo.tools) == ["distance", "weather"])
        }
    }
}
