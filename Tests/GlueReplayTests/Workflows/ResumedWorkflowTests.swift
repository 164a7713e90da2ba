import GlueLLM
import GlueOTLP
import GlueReplay
import GlueTelemetry
import GlueTestSupport
import GlueWorkflows
import Synchronization
import Testing

@Suite("Runs that are gone on with")
struct ResumedWorkflowTests {
    /// Answers by what it is asked, and counts that.
    private final class Workers: Sendable {
        private let state = Mutex((calls: 0, cancel: (at: Int, work: (@Sendable () -> Void))?.none))

        var calls: Int { state.withLock { $0.calls } }

        func cancel(at place: Int, _ work: @escaping @Sendable () -> Void) { state.withLock { $0.cancel = (place, work) } }

        func executor(_ name: String) -> FunctionExecutor {
            FunctionExecutor(name) { [self] input in
                let cancel = state.withLock { state in
                    state.calls += 1
                    return state.cancel.flatMap { $0.at == state.calls ? $0.work : nil }
                }
                cancel?()
                try Task.checkCancellation()
                return "\(name)(\(input.count))"
            }
        }
    }

    private func workflow(_ workers: Workers) -> Pipeline {
        let debate = Debate("talk", participants: [workers.executor("pro"), workers.executor("con")], settings: .init(maxRounds: 2))
        let parts = MapReduce(
            "parts",
            mapper: workers.executor("mapper"),
            reducer: workers.executor("reducer"),
            settings: .init(chunkSize: 10)
        )
        return Pipeline("all", stages: [Stage("draft", workers.executor("writer")), Stage("talk", debate), Stage("parts", parts)])
    }

    private func run(_ workflow: Pipeline, to path: String, _ resuming: WorkflowRecording?) async throws -> WorkflowResult {
        var settings = TelemetrySettings(sampler: AlwaysOffSampler())
        settings.record(to: try TraceFileProcessor(path: path))
        let telemetry = Telemetry(settings)
        let options = WorkflowOptions(isRecording: true, resuming: resuming, tracer: telemetry.tracer)
        return try await workflow.run("Why is the sky blue?", options: options)
    }

    @Test("Cancelled at any place, a run leaves a whole record, and goes on from it without asking anything twice")
    func everyPlace() async throws {
        try await TemporaryFolder.with { folder in
            let whole = Workers()
            let expected = try await run(workflow(whole), to: folder.path("whole.jsonl"), nil)
            for place in 1...whole.calls {
                let path = folder.path("\(place).jsonl")
                let first = Workers()
                let latch = Latch()
                let broken = Task {
                    await latch.wait()
                    return try await run(workflow(first), to: path, nil)
                }
                first.cancel(at: place) { broken.cancel() }
                latch.open()
                let error = await #expect(throws: WorkflowError.self) { try await broken.value }
                #expect(error?.cause.kind == .cancelled)

                let file = try TelemetryFile(bytes: folder.bytes(of: "\(place).jsonl"))
                let record = try? WorkflowRecording(file.traces)
                let second = Workers()
                let result = try await run(workflow(second), to: path, record)
                #expect(result.output == expected.output)
                #expect(result.interactions.map(\.output) == expected.interactions.map(\.output))
                // Each step was answered once, in the one run or the other; those that were cancelled side by side, in the second.
                let ended = record?.steps.values.filter { !["talk", "parts"].contains($0.executor) }.count ?? 0
                #expect(ended + second.calls == whole.calls, "cancelled at \(place)")
            }
        }
    }
}
