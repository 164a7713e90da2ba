import Foundation
import GlueJSON
import GlueLLM
import GlueMLflow
import GlueOTLP
import GlueSemantics
import GlueTelemetry
import GlueTestSupport
import Synchronization
import Testing

/// Answers with the length of what was asked, and says what it cost; each third one fails once.
private final class Counting: ModelProvider {
    let name = "openai"
    let server: ServerAddress? = nil
    private let asked = Mutex(0)

    func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
        let number = asked.withLock { asked in
            asked += 1
            return asked
        }
        let text = request.messages.last?.text ?? ""
        return ModelResponse(
            id: "resp-\(number)-\(UUID().uuidString)",
            model: "gpt-4o-mini-2024-07-18",
            choices: [.assistant("\(text.count)")],
            usage: Usage(inputTokens: 100, outputTokens: 10)
        )
    }
}

@Suite("From traces to runs", .needs(.mlflow), .mlflowServer)
struct BridgeTests {
    private static func settings() -> TelemetrySettings {
        TelemetrySettings(
            batch: BatchSettings(delay: .milliseconds(20)),
            metrics: MetricSettings(),
            destinations: []
        )
    }

    /// Runs a body with telemetry that logs to an experiment.
    private static func logging<Result: Sendable>(
        _ rule: AutologRule,
        _ client: MLflowClient,
        _ experiment: String,
        _ body: @Sendable (LLMClient, Autolog) async throws -> Result
    ) async throws -> Result {
        var settings = settings()
        let autolog = try await client.autolog(experiment: .id(experiment), into: &settings, rule: rule, options: .quick)
        let telemetry = Telemetry(settings)
        let model = LLMClient(
            model: "gpt-4o-mini",
            provider: Counting(),
            contentCapture: .spans,
            tracer: telemetry.tracer,
            events: autolog.events(passingOnTo: telemetry.events)
        )
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await autolog.run() }
            group.addTask { try await telemetry.run() }
            let result = try await body(model, autolog)
            await telemetry.shutdown()
            autolog.stop()
            try await group.waitForAll()
            return result
        }
    }

    @Test("A process is one run: what its calls come to, its params, its traces")
    func process() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        try await Self.logging(.process(name: "service", interval: .milliseconds(200)), client, experiment) { model, _ in
            for number in 0..<25 {
                let completion = try await model.complete("question \(number)")
                #expect(completion.text == "11" || completion.text == "10")
            }
        }
        let run = try #require(try await client.runs(in: [experiment]).all().first)
        #expect(run.info.name == "service" && run.info.status == .finished && run.tags[RunTags.autologging] == "gluellm")
        #expect(run.metrics["llm.latency_seconds.count"]?.value == 25)
        #expect(run.metrics["llm.tokens.prompt.sum"]?.value == 2500 && run.metrics["llm.tokens.completion.sum"]?.value == 250)
        #expect(run.metrics["llm.tokens.total.mean"]?.value == 110 && run.metrics["llm.success.sum"]?.value == 25)
        // 100 tokens in and 10 out, at gpt-4o-mini's prices.
        let cost = try #require(run.metrics["llm.cost_usd.sum"]?.value)
        #expect(abs(cost - 25 * (100 * 0.15 + 10 * 0.6) / 1_000_000) < 1e-9)
        #expect(run.metrics["agent.latency_seconds.p95"] != nil)
        #expect(run.params["llm.model"] == "gpt-4o-mini" && run.params["llm.provider"] == "openai")
        #expect(run.params["llm.response_model"] == "gpt-4o-mini-2024-07-18")
        let traces = try await client.traces(of: run.info).all()
        #expect(traces.count == 25)
        let usage = try #require(traces.first?.metadata["mlflow.trace.tokenUsage"])
        #expect(usage.contains("100"))
        #expect(traces.first?.requestPreview?.contains("question") == true)
    }

    @Test("A trace is a run of its own where it begins with what the rule names")
    func traces() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        try await Self.logging(.trace([.agent]), client, experiment) { model, _ in
            for number in 0..<3 { _ = try await model.complete("question \(number)") }
        }
        let runs = try await client.runs(in: [experiment]).all()
        #expect(runs.count == 3)
        for run in runs {
            #expect(run.info.status == .finished && run.metrics["llm.latency_seconds.count"]?.value == 1)
            #expect(run.metrics["llm.tokens.total.sum"]?.value == 110 && run.params["llm.model"] == "gpt-4o-mini")
            #expect(try await client.traces(of: run.info).all().count == 1)
        }
    }

    @Test("Scores of the engine are judgements on the spans that they are of, also when they come later")
    func scores() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        try await Self.logging(.tracesOnly, client, experiment) { model, _ in
            let evaluation = Evaluation([ExactScorer(), ContainsScorer()])
            let report = try await evaluation.run(
                [EvaluationCase("abc", expected: "3"), EvaluationCase("abcd", expected: "5")],
                with: model
            )
            #expect(report.mean("exact") == 0.5)
            let completion = try await model.complete("later")
            _ = try await model.score(completion, expected: "5", by: ExactScorer())
        }
        #expect(try await client.runs(in: [experiment]).all().isEmpty)
        let traces = try await client.traces(in: [experiment]).all()
        #expect(traces.count == 2)
        let judgements = traces.flatMap(\.assessments)
        #expect(judgements.count == 5)
        let exact = judgements.filter { $0.name == "exact" }
        #expect(
            exact.map(\.content).count { $0 == .feedback(.number(1)) } == 2
                && exact.map(\.content).count { $0 == .feedback(.number(0)) } == 1
        )
        #expect(
            judgements.allSatisfy {
                $0.source == .code($0.name) && $0.spanID != nil && $0.metadata["response_id"]?.hasPrefix("resp-") == true
            }
        )
    }

    @Test("A recording is logged: a point a call, what they come to, traces and scores")
    func recording() async throws {
        let client = try MLflowClient.current()
        let experiment = try await client.experiment()
        try await TemporaryFolder.with { folder in
            var settings = Self.settings()
            settings.sampler = AlwaysOnSampler()
            settings.processors = [try EverythingProcessor(folder.path("session.jsonl"))]
            let telemetry = Telemetry(settings)
            let model = LLMClient(model: "gpt-4o-mini", provider: Counting(), tracer: telemetry.tracer)
            for number in 0..<12 { _ = try await model.complete("question \(number)") }
            await telemetry.shutdown()
            let recording = try TelemetryFile(bytes: try folder.bytes(of: "session.jsonl"))
            let log = try await client.log(recording, in: .id(experiment), name: "replayed", tags: ["k": "v"], detail: 10, options: .quick)
            #expect(log.traces.count == 12 && log.steps == 24)
            let run = try await client.run(try #require(log.run?.id))
            #expect(run.info.status == .finished && run.tags["k"] == "v" && run.info.name == "replayed")
            #expect(run.metrics["llm.latency_seconds.count"]?.value == 12 && run.metrics["llm.tokens.prompt.sum"]?.value == 1200)
            #expect(try await client.history(of: "llm.tokens.prompt", in: run.id).all().map(\.step) == (0..<10).map { Int64($0) })
            #expect(try await client.traces(of: run.info).all().count == 12)
            #expect(try await client.trace(log.traces[0]).spans.count == 2)
        }
    }
}

/// Writes every span to a file, as a recording.
private final class EverythingProcessor: SpanProcessor {
    private let file: FileHandle
    private let lock = Mutex(())

    init(_ path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = try #require(FileHandle(forWritingAtPath: path))
    }

    func onEnd(_ span: FinishedSpan) {
        let traces = OTLP.Traces([OTLP.ResourceSpans(resource: OTLP.Resource(), scopeSpans: [OTLP.ScopeSpans(spans: [OTLP.Span(span)])])])
        lock.withLock { _ in try? file.write(contentsOf: Data(TelemetryFile(traces: traces).bytes(.init(.jsonLines)))) }
    }
}
