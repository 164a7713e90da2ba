import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTestSupport
import GlueWorkflows
import InMemoryTracing
import Synchronization
import Testing

@Suite("Runs")
struct RunTests {
    /// Answers when it is let, and counts how many wait at once.
    private final class Crowd: Sendable {
        let state = Mutex((now: 0, most: 0))

        func executor(_ name: String) -> FunctionExecutor {
            FunctionExecutor(name) { [self] input in
                state.withLock { state in
                    state.now += 1
                    state.most = max(state.most, state.now)
                }
                for _ in 0..<20 { await Task.yield() }
                state.withLock { $0.now -= 1 }
                return input
            }
        }
    }

    @Test("No more steps are answered at once than the bound says, those of inner workflows included", arguments: [1, 2, 5])
    func concurrency(limit: Int) async throws {
        let crowd = Crowd()
        let inner = MapReduce("inner", mapper: crowd.executor("mapper"), settings: .init(chunkSize: 1, reduceStrategy: .concatenate))
        let outer = MapReduce("outer", mapper: inner, settings: .init(chunkSize: 4, reduceStrategy: .concatenate))
        _ = try await outer.run("abcdefghijkl", options: WorkflowOptions(bounds: WorkflowBounds(concurrency: limit)))
        #expect(crowd.state.withLock { $0.most } <= limit)
        #expect(crowd.state.withLock { $0.most } > 0)
    }

    @Test("A run that takes too long is cancelled with all its branches, and what was done is told", .timeLimit(.minutes(1)))
    func time() async throws {
        let tracer = InMemoryTracer()
        let slow = FunctionExecutor("slow") { _ in
            try await Task.sleep(for: .seconds(3600))
            return "late"
        }
        let pipeline = Pipeline(stages: [Stage("quick", ScriptedExecutor("quick", "done")), Stage("slow", slow)])
        let error = await #expect(throws: WorkflowError.self) {
            try await pipeline.run("x", options: WorkflowOptions(bounds: WorkflowBounds(time: .milliseconds(50)), tracer: tracer))
        }
        #expect(error?.cause.kind == .timeout)
        #expect(error?.partial.interactions.first?.output == "done")
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("A run that has spent its calls makes no more")
    func budget() async throws {
        let client = LLMClient(model: "m", provider: OneAnswer(), contentCapture: .off)
        let agent = Agent("writer", client)
        let pipeline = Pipeline(stages: (1...3).map { Stage("s\($0)", agent) })
        let error = await #expect(throws: WorkflowError.self) {
            try await pipeline.run("x", options: WorkflowOptions(bounds: WorkflowBounds(calls: 2)))
        }
        #expect(error?.cause.kind == .budget)
        #expect(error?.step == "s3 (writer)")
        #expect(error?.partial.usage?.inputTokens == 20)
    }

    @Test("An executor that hangs is left behind when its time is over", .timeLimit(.minutes(1)))
    func hanging() async throws {
        let latch = Latch()
        defer { latch.open() }
        let hanging = FunctionExecutor("hanging") { _ in
            await latch.wait()
            return "late"
        }
        let error = await #expect(throws: WorkflowError.self) {
            try await Pipeline(stages: [Stage("s", hanging)]).run(
                "x",
                options: WorkflowOptions(step: StepPolicy(timeLimit: .milliseconds(20)))
            )
        }
        #expect(error?.cause.kind == .timeout)
    }

    @Test("An executor that answers too much has failed")
    func overflow() async throws {
        let huge = FunctionExecutor("huge") { _ in String(repeating: "x", count: 50_000_000) }
        let error = await #expect(throws: WorkflowError.self) { try await Pipeline(stages: [Stage("s", huge)]).run("x") }
        #expect(error?.cause.message.contains("huge answered 50000000 bytes") == true)
    }

    @Test("Hooks run around workflows and their steps, inner ones included")
    func hooks() async throws {
        let told = Mutex<[String]>([])
        let hook = Hook("watch", at: .preWorkflow, .postWorkflow, .preExecutor, .postExecutor) { context in
            let content = context.content
            told.withLock { $0.append("\(context.stage.rawValue): \(content)") }
            if context.stage == .preExecutor { context.content += "+" }
        }
        let echo = FunctionExecutor("echo") { "<\($0)>" }
        let result = try await Pipeline(stages: [Stage("s", echo)]).run("x", options: WorkflowOptions(hooks: HookRegistry([hook])))
        #expect(result.output == "<x+>")
        #expect(told.withLock { $0 } == ["pre_workflow: x", "pre_executor: x", "post_executor: <x+>", "post_workflow: <x+>"])
    }

    @Test("Progress tells each step when it starts and when it ends")
    func progress() async throws {
        let told = Mutex<[String]>([])
        let options = WorkflowOptions(onProgress: { progress in
            told.withLock { $0.append("\(progress.change) \(progress.path) \(progress.step.name) \(progress.step.output)") }
        })
        _ = try await Pipeline(stages: [Stage("a", ScriptedExecutor("x", "1")), Stage("b", ScriptedExecutor("y", "2"))]).run(
            "in",
            options: options
        )
        #expect(told.withLock { $0 } == ["started [0] a ", "ended [0] a 1", "started [1] b ", "ended [1] b 2"])
    }
}
