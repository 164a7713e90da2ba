import Foundation
import GlueJSON
import GlueRedaction
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Hooks")
struct HookTests {
    struct Tired: Error, CustomStringConvertible { let description = "no" }

    let tracer = InMemoryTracer()

    private func runner(_ hooks: [Hook], _ clock: any Clock<Duration> = ContinuousClock()) -> HookRunner {
        HookRunner(
            HookRegistry(hooks),
            tracer: tracer,
            clock: clock,
            contentCapture: .off,
            redactor: .secrets,
            logger: LogLines().logger
        )
    }

    @Test(
        "F08 A hook that fails leaves the content, or a text of one's own",
        arguments: [(HookFailure.skip, "in"), (.fallback("FB"), "FB"), (.fallback(nil), "in")]
    )
    func failure(_ failure: HookFailure, _ left: String) async throws {
        let hook = Hook("tired", at: .preTool, onFailure: failure) { context in
            context.content = "half done"
            throw Tired()
        }
        #expect(try await runner([hook]).run(.preTool, "in") == left)
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "hook tired")
        #expect(span.status?.code == .error)
        #expect(span.attributes.get(ErrorNames.type) == .string("hook"))
    }

    @Test("F08 A hook whose failure aborts fails the call with what it threw")
    func abort() async throws {
        let hook = Hook("tired", at: .preTool, onFailure: .abort) { _ in throw Tired() }
        let error = await #expect(throws: LLMError.self) { try await runner([hook]).run(.preTool, "in") }
        #expect(error?.kind == .hook)
        #expect(error?.underlying is Tired)
        #expect(error?.message == "hook tired at pre_tool threw Tired")
        let own = Hook("own", at: .preTool, onFailure: .abort) { _ in throw LLMError(.budget, "spent") }
        let thrown = await #expect(throws: LLMError.self) { try await runner([own]).run(.preTool, "in") }
        #expect(thrown == LLMError(.budget, "spent"))
    }

    @Test("F09 A hook that blocks its thread is left behind when its time is over", .timeLimit(.minutes(1)))
    func blocking() async throws {
        let release = DispatchSemaphore(value: 0)
        defer { release.signal() }
        let slow = Hook.blocking("slow", at: .preTool, timeLimit: .milliseconds(50)) { context in
            release.wait()
            context.content = "late"
        }
        // It returns although the hook never does by itself.
        #expect(try await runner([slow]).run(.preTool, "in") == "in")
        #expect(tracer.finishedSpans.first?.attributes.get(ErrorNames.type) == .string("timeout"))
    }

    @Test("F09 A hook that takes too long and whose failure aborts is named", .timeLimit(.minutes(1)))
    func hanging() async throws {
        let clock = ManualClock()
        let latch = Latch()
        defer { latch.open() }
        let hanging = Hook("hanging", at: .postTool, timeLimit: .seconds(5), onFailure: .abort) { _ in await latch.wait() }
        let runner = runner([hanging], clock)
        let result = Task { try await runner.run(.postTool, "in") }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(5))
        let error = await #expect(throws: LLMError.self) { try await result.value }
        #expect(error?.message.contains("hook hanging at post_tool took longer than its timeLimit of 5.0 seconds") == true)
    }

    @Test("F10 Hooks of the process come before the client's; both are told the first content")
    func order() async throws {
        let seen = Log<String>()
        func hook(_ name: String, order: Int = 0) -> Hook {
            Hook(name, at: .preExecutor, order: order) { context in
                seen.append("\(name): \(context.content) of \(context.originalContent), \(context.metadata["seen"]?.string ?? "-")")
                context.content += name
                context.metadata["seen"] = .string(name)
            }
        }
        let registry = HookRegistry([hook("A")]).merging(HookRegistry([hook("B"), hook("first", order: -1)]))
        let result = try await runner(registry.hooks).run(.preExecutor, "in-")
        #expect(result == "in-firstAB")
        #expect(seen.entries == ["first: in- of in-, -", "A: in-first of in-, first", "B: in-firstA of in-, A"])
        #expect(tracer.finishedSpans.allSatisfy { $0.attributes.get(Glue.Attributes.hookOutcome) == .string("changed") })
    }

    @Test("A hook that answers too much has failed")
    func overflow() async throws {
        var huge = Hook("huge", at: .preTool) { $0.content = String(repeating: "x", count: 101) }
        huge.contentLimit = 100
        #expect(try await runner([huge]).run(.preTool, "in") == "in")
    }

    @Test("Where no hook runs there is no span, and nothing is put together for it")
    func none() async throws {
        var disabled = Hook("off", at: .preTool) { $0.content = "x" }
        disabled.isEnabled = false
        func metadata() -> JSONObject {
            Issue.record("it was put together")
            return [:]
        }
        #expect(try await runner([disabled]).run(.preTool, "in", metadata: metadata()) == "in")
        #expect(tracer.finishedSpans.isEmpty)
    }

    @Test("A hook is removed by its name, from some stages or from all")
    func removal() {
        var registry = HookRegistry([Hook("a", at: .preTool, .postTool) { _ in }, Hook("b", at: .preTool) { _ in }])
        registry.remove(named: "a", from: [.preTool])
        #expect(registry.hooks.map(\.name) == ["a", "b"])
        #expect(registry.hooks(at: .preTool).map(\.name) == ["b"])
        registry.remove(named: "a")
        #expect(registry.hooks.map(\.name) == ["b"])
    }
}
