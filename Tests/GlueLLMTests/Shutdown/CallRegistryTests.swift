import GlueSemantics
import InMemoryTracing
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import GlueLLM

@Suite("Calls in flight", .timeLimit(.minutes(1)))
struct CallRegistryTests {
    /// A provider that answers when it is told to.
    private static func waiting(_ began: Signal, _ release: Signal) -> some ModelProvider {
        Waiting(began: began, release: release)
    }

    private struct Waiting: ModelProvider {
        let name = "openai"
        let server: ServerAddress? = nil
        let began: Signal
        let release: Signal

        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            began.fire()
            await release.wait()
            if Task.isCancelled { throw LLMError(.cancelled, "cancelled") }
            return ModelResponse(choices: [.assistant("done")])
        }
    }

    @Test("A call in flight finishes, a new one is refused and leaves a span")
    func finishes() async throws {
        let (began, release) = (Signal(), Signal())
        let calls = CallRegistry()
        let tracer = InMemoryTracer()
        let client = LLMClient.scripted(Self.waiting(began, release)) {
            $0.calls = calls
            $0.tracer = tracer
        }
        async let answer = client.complete("hi").text
        await began.wait()
        #expect(calls.inFlight == 1 && !calls.isShuttingDown)
        async let outcome = calls.shutdown(within: .seconds(30))
        while !calls.isShuttingDown { await Task.yield() }

        let error = await #expect(throws: LLMError.self) { try await client.complete("me, too") }
        #expect(error?.kind == .shuttingDown)
        #expect(tracer.finishedSpans.compactMap(\.errorType) == ["shutting_down"])
        release.fire()
        #expect(try await answer == "done")
        #expect(await outcome == CallRegistry.Outcome(finished: 1, cancelled: 0))
        #expect(calls.inFlight == 0)
    }

    @Test("What is left at the deadline is cancelled and says that it was the end of the program")
    func cancels() async throws {
        let began = Signal()
        let calls = CallRegistry()
        let tracer = InMemoryTracer()
        let client = LLMClient.scripted(Self.waiting(began, Signal())) {
            $0.calls = calls
            $0.tracer = tracer
        }
        async let failed: LLMError? = {
            do throws(LLMError) {
                _ = try await client.complete("hi")
                return nil
            } catch {
                return error
            }
        }()
        await began.wait()
        #expect(await calls.shutdown(within: .seconds(30), clock: VirtualClock()) == CallRegistry.Outcome(finished: 0, cancelled: 1))
        #expect(await failed?.kind == .shuttingDown)
    }

    @Test("A stream is in flight until its reader has taken the end")
    func streams() async throws {
        let calls = CallRegistry()
        let client = LLMClient.scripted(ScriptedProvider([.pieces([.text("a"), .text("b"), .finished(.stop)])])) { $0.calls = calls }
        var iterator = client.streamComplete("hi").makeAsyncIterator()
        guard case .text("a")? = try await iterator.next() else {
            Issue.record("no text came")
            return
        }
        #expect(calls.inFlight == 1)
        async let outcome = calls.shutdown(within: .seconds(30))
        var rest = 0
        while try await iterator.next() != nil { rest += 1 }
        #expect(rest > 0)
        #expect(await outcome == CallRegistry.Outcome(finished: 1, cancelled: 0))
    }

    @Test("A stream that nobody reads is cancelled at the deadline")
    func unread() async throws {
        let calls = CallRegistry()
        // The cancellation takes a moment to get there: the stream must not be over by then.
        let long = [ModelEvent](repeating: .text("b"), count: 100_000)
        let client = LLMClient.scripted(ScriptedProvider([.pieces([.text("a")] + long + [.finished(.stop)])])) { $0.calls = calls }
        var iterator = client.streamComplete("hi").makeAsyncIterator()
        _ = try await iterator.next()
        #expect(await calls.shutdown(within: .seconds(30), clock: VirtualClock()).cancelled == 1)
        let error = await #expect(throws: LLMError.self) { while try await iterator.next() != nil {} }
        #expect(error?.kind == .shuttingDown)
    }

    @Test("The caller's own cancellation stays one, and its place is free again")
    func callerCancels() async throws {
        let began = Signal()
        let calls = CallRegistry()
        let client = LLMClient.scripted(Self.waiting(began, Signal())) { $0.calls = calls }
        let task = Task { try await client.complete("hi") }
        await began.wait()
        task.cancel()
        let error = await #expect(throws: LLMError.self) { try await task.value }
        #expect(error?.kind == .cancelled && calls.inFlight == 0)
    }

    @Test("With nothing in flight it is over at once, however often it is asked for")
    func idle() async {
        let calls = CallRegistry()
        for _ in 0..<2 { #expect(await calls.shutdown(within: .seconds(3600)) == CallRegistry.Outcome(finished: 0, cancelled: 0)) }
    }

    @Test("Many calls come and go while the registry closes: each is finished or refused, none is lost")
    func crowd() async throws {
        let calls = CallRegistry()
        let client = LLMClient.scripted(ScriptedProvider(always: "ok")) { $0.calls = calls }
        let kinds = await withTaskGroup(of: LLMError.Kind?.self) { group in
            for number in 0..<200 {
                if number == 100 {
                    group.addTask {
                        _ = await calls.shutdown(within: .seconds(30)); return nil
                    }
                }
                group.addTask {
                    do throws(LLMError) {
                        _ = try await client.complete("hi")
                        return nil
                    } catch {
                        return error.kind
                    }
                }
            }
            return await group.reduce(into: [LLMError.Kind?]()) { $0.append($1) }
        }
        #expect(kinds.count == 201 && calls.inFlight == 0)
        #expect(kinds.allSatisfy { $0 == nil || $0 == .shuttingDown })
    }

    @Test("Steps run one after the other; one that fails or hangs is logged and holds up nothing")
    func steps() async throws {
        let done = Mutex<[String]>([])
        let logs = LogLines()
        let service = EngineService(
            calls: CallRegistry(),
            steps: [
                // The clock's waits pass at once up to a minute: only what hangs is to be measured by it.
                ShutdownStep("first", limit: .seconds(600)) { done.withLock { $0.append("first") } },
                ShutdownStep("failing", limit: .seconds(600)) { throw LLMError(.other, "no") },
                ShutdownStep("hanging", limit: .seconds(10)) { try await Task.sleep(for: .seconds(3600)) },
                ShutdownStep("last", limit: .seconds(600)) { done.withLock { $0.append("last") } },
            ],
            logger: logs.logger,
            clock: VirtualClock()
        )
        // Cancelled and not shut down: the steps run all the same.
        let task = Task { try await service.run() }
        task.cancel()
        try await task.value
        #expect(done.withLock { $0 } == ["first", "last"])
        let failures = logs.lines.filter { $0.contains("A step of the shutdown failed") }
        #expect(failures.count == 2)
        #expect(
            failures.contains { $0.contains("step=failing") } && failures.contains { $0.contains("step=hanging") && $0.contains("longer") }
        )
    }
}
