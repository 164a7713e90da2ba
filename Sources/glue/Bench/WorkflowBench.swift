import CoreMetrics
import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTelemetry
import GlueWorkflows

/// What the orchestration costs by itself: workflows over a model that answers at once.
struct WorkflowBench: Sendable {
    let rounds: Int

    /// A model that answers at once.
    private struct Instant: ModelProvider {
        let name = "instant"
        var server: ServerAddress? { nil }
        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            ModelResponse(model: request.model, choices: [.assistant("fine")])
        }
    }

    /// - Returns: Medians: of a pipeline of ten steps with three hooks each, traced; and of 64 branches of 100 ms.
    func run() async throws -> JSONValue {
        let telemetry = Telemetry(TelemetrySettings(destinations: [FramingDestination()]))
        let report = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await telemetry.run() }
            let pipeline = try await median(rounds) { try await self.pipeline(telemetry) }
            let branches = try await median(max(rounds / 20, 3)) { try await self.branches(telemetry) }
            group.cancelAll()
            return JSONValue.object([
                "pipeline_us": .number(pipeline / .microseconds(1)), "branches_ms": .number(branches / .milliseconds(1)),
            ])
        }
        await telemetry.shutdown(within: .seconds(10))
        return report
    }

    private func pipeline(_ telemetry: Telemetry) async throws {
        var client = LLMClient(model: "m", provider: Instant(), contentCapture: .off, metrics: NOOPMetricsHandler.instance)
        client.tracer = telemetry.tracer
        let hooks = (1...3).map { number in Hook("hook\(number)", at: .preExecutor) { $0.metadata["seen"] = true } }
        let agent = Agent("agent", client)
        let pipeline = Pipeline(stages: (1...10).map { Stage("step\($0)", agent) })
        _ = try await pipeline.run("go", options: options(telemetry, HookRegistry(hooks)))
    }

    private func branches(_ telemetry: Telemetry) async throws {
        let branch = FunctionExecutor("branch") { text in
            try await Task.sleep(for: .milliseconds(100))
            return text
        }
        _ = try await Parallel(branches: (1...64).map { _ in branch }).run("go", options: options(telemetry, HookRegistry()))
    }

    private func options(_ telemetry: Telemetry, _ hooks: HookRegistry) -> WorkflowOptions {
        WorkflowOptions(hooks: hooks, contentCapture: .off, tracer: telemetry.tracer, metrics: NOOPMetricsHandler.instance)
    }

    private func median(_ count: Int, _ work: () async throws -> Void) async throws -> Duration {
        var times: [Duration] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            try await work()
            times.append(ContinuousClock.now - start)
        }
        return times.sorted()[count / 2]
    }
}
