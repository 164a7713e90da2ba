import GlueJSON
import GlueLLM
import GlueSemantics
import GlueTestSupport
import GlueWorkflows
import InMemoryTracing
import Synchronization
import Testing
import Tracing

/// What holds for all sixteen.
@Suite("Every workflow")
struct EveryWorkflowTests {
    /// When a run is cancelled: as an executor begins, while it waits for something, as it is about to answer.
    enum Moment: CaseIterable {
        case begin
        case waiting
        case end
    }

    @Test("There are sixteen, each of its kind")
    func kinds() {
        let kinds = Sample.all().map { type(of: $0.workflow).kind }
        #expect(kinds.count == 16)
        #expect(Set(kinds).count == 16)
    }

    @Test("The spans of a run are those of the golden file", arguments: Sample.all().indices)
    func golden(index: Int) async throws {
        let tracer = InMemoryTracer()
        let sample = Sample.all()[index]
        _ = try await sample.run(WorkflowOptions(tracer: tracer))
        try SpanTree(tracer).expect(type(of: sample.workflow).kind)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("A trace is enough: who was asked what, in which order, and what it took", arguments: Sample.all().indices)
    func trace(index: Int) async throws {
        let tracer = InMemoryTracer()
        // What each answer took, so that sums cannot come out right by chance.
        let count = Mutex(0)
        let sample = Sample.all { inner in
            FunctionExecutor(
                inner.name,
                answering: { input in
                    var output = try await inner.execute(input)
                    let number = count.withLock { count in
                        count += 1
                        return count
                    }
                    output.usage = Usage(inputTokens: number, outputTokens: 100 * number)
                    output.cost = .exact(Double(number))
                    return output
                }
            )
        }[index]
        let result = try await sample.run(WorkflowOptions(contentCapture: .spans, tracer: tracer))

        let told = TracedRun(tracer.finishedSpans)
        #expect(told.steps == result.interactions.filter { $0.executor != nil }.map(TracedRun.Step.init))
        #expect(told.input == sample.input)
        #expect(told.output == result.output)
        #expect(told.totals == told.leaves)
        #expect(told.totals.inputTokens == result.usage?.inputTokens)
        #expect(told.totals.cost == result.cost?.dollars)
        #expect(told.iterations == result.iterations)
    }

    @Test(
        "Cancelled at every place it is cancelled, and nothing is left",
        .timeLimit(.minutes(2)),
        arguments: Sample.all().indices,
        Moment.allCases
    )
    func cancellation(index: Int, moment: Moment) async throws {
        for place in 1...100 {
            let tracer = InMemoryTracer()
            let running = Mutex((now: 0, calls: 0))
            let cancel = Mutex<(@Sendable () -> Void)?>(nil)
            let sample = Sample.all { inner in
                FunctionExecutor(
                    inner.name,
                    answering: { input in
                        let number = running.withLock { state in
                            state.now += 1
                            state.calls += 1
                            return state.calls
                        }
                        defer { running.withLock { $0.now -= 1 } }
                        if moment != .end, number == place { cancel.withLock { $0 }?() }
                        if moment == .waiting, number == place { try await Task.sleep(for: .seconds(3600)) }
                        let output = try await inner.execute(input)
                        if moment == .end, number == place { cancel.withLock { $0 }?() }
                        return output
                    }
                )
            }[index]
            let start = Latch()
            let task = Task { () async -> Result<WorkflowResult, WorkflowError> in
                await start.wait()
                do throws(WorkflowError) {
                    return .success(try await sample.run(WorkflowOptions(tracer: tracer)))
                } catch {
                    return .failure(error)
                }
            }
            cancel.withLock { $0 = { task.cancel() } }
            start.open()
            let result = await task.value
            #expect(tracer.activeSpans.isEmpty)
            #expect(running.withLock { $0.now } == 0)
            let calls = running.withLock { $0.calls }
            switch result {
            case .success:
                // Cancelled nowhere: all places were tried.
                #expect(calls < place)
                return
            case .failure(let error):
                #expect(error.cause.kind == .cancelled)
                #expect(error.partial.interactions.allSatisfy { $0.executor == nil || !$0.output.isEmpty })
            }
        }
        Issue.record("the run never came to its end")
    }

    @Test("A workflow draws itself", arguments: Sample.all().indices)
    func outline(index: Int) {
        let outline = Sample.all()[index].workflow.outline
        #expect(!outline.parts.isEmpty)
        #expect(outline.tree.split(separator: "\n").count > 1)
        #expect(outline.mermaid.hasPrefix("flowchart TD\n"))
    }

    @Test("A step that fails does what the policy says", arguments: Sample.all().indices)
    func failure(index: Int) async throws {
        struct Tired: Error {}
        func sample() -> Sample {
            Sample.all { inner in FunctionExecutor(inner.name, answering: { _ in throw Tired() }) }[index]
        }
        let error = await #expect(throws: WorkflowError.self) {
            try await sample().run(WorkflowOptions(step: StepPolicy(onFailure: .fail)))
        }
        #expect(error?.cause.message.contains("threw Tired") == true)
        #expect(error?.step != nil)
        #expect(error?.partial.interactions.contains { $0.error != nil } == true)
        let texts = try await sample().run(WorkflowOptions(step: StepPolicy(onFailure: .text)))
        #expect(texts.interactions.contains { $0.executor != nil && $0.error != nil })
        #expect(texts.interactions.filter { $0.executor != nil && $0.error != nil }.allSatisfy { $0.output.hasPrefix("Error: Tired") })
        let replaced = try await sample().run(WorkflowOptions(step: StepPolicy(onFailure: .replace("nothing"))))
        #expect(replaced.interactions.contains { $0.error != nil })
    }

    @Test(
        "Empty and senseless answers bring a workflow to its end",
        arguments: Sample.all().indices,
        ["", "]}{ 1. 99999999999999999999 VOTE: CONCLUDE Action: ["]
    )
    func nonsense(index: Int, text: String) async throws {
        let sample = Sample.all { inner in FunctionExecutor(inner.name) { _ in text } }[index]
        _ = try await sample.run(WorkflowOptions())
    }
}
