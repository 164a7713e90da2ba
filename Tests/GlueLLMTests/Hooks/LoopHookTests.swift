import GlueJSON
import GlueSemantics
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Hooks in a completion")
struct LoopHookTests {
    private func client(_ provider: ScriptedProvider, _ hooks: [Hook], tools: [any Tool] = [], order: ToolOrder = .sequential) -> LLMClient
    {
        var client = LLMClient(model: "m", provider: provider, tools: tools, toolOrder: order, contentCapture: .off)
        client.hooks = HookRegistry(hooks)
        return client
    }

    @Test("A tool's arguments and response may be changed; arguments that are no JSON leave those of the model")
    func tool() async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2)), .calls(.add(1, 2)), "done"])
        let count = Log<Int>()
        let change = Hook("change", at: .preTool, .postTool) { context in
            guard context.stage == .preTool else { return context.content += "!" }
            count.append(1)
            context.content = count.entries.count == 1 ? #"{"a":10,"b":2}"# : "no JSON"
        }
        let completion = try await client(provider, [change], tools: [Add()]).complete("go")
        #expect(completion.toolRuns.map(\.response.string) == ["12!", "3!"])
        #expect(completion.toolRuns[0].call.arguments["a"] == 10)
    }

    @Test(
        "F12 A hook before a tool that aborts fails the call, in either order of tools",
        arguments: [ToolOrder.sequential, .parallel(limit: 4)]
    )
    func abort(order: ToolOrder) async throws {
        let provider = ScriptedProvider([.calls(.add(1, 2), .add(3, 4)), "never"])
        let stop = Hook("stop", at: .preTool, onFailure: .abort) { _ in throw ValueError(description: "no") }
        let error = await #expect(throws: LLMError.self) { try await client(provider, [stop], tools: [Add()], order: order).complete("go") }
        #expect(error?.kind == .hook)
        #expect(error?.message.contains("hook stop at pre_tool") == true)
        #expect(provider.requests.count == 1)
    }

    @Test("Rounds are told before and after, with the tools that there are")
    func iterations() async throws {
        let told = Log<String>()
        let watch = Hook("watch", at: .preIteration, .postIteration) { context in
            told.append("\(context.stage.rawValue) \(context.metadata["iteration"]?.integer ?? 0) \(context.content)")
        }
        let provider = ScriptedProvider([.calls(.add(1, 2)), "3"])
        _ = try await client(provider, [watch], tools: [Add()]).complete("go")
        #expect(told.entries == ["pre_iteration 1 go", "post_iteration 1 ", "pre_iteration 2 go", "post_iteration 2 3"])
    }

    @Test("A hook on retries is told where another attempt follows, and decides nothing")
    func retries() async throws {
        let told = Log<String>()
        let watch = Hook("watch", at: .onRetry) { context in
            told.append("\(context.metadata["attempt"]?.integer ?? 0) \(context.metadata["exception_type"]?.string ?? "")")
        }
        var client = client(ScriptedProvider(always: .failure(LLMError(.server, "down"))), [watch])
        client.retry = RetryPolicy(attempts: 3)
        client.clock = VirtualClock()
        let retrying = client
        await #expect(throws: LLMError.self) { try await retrying.complete("go") }
        #expect(told.entries == ["1 server", "2 server"])
    }

    @Test("Pieces of a stream may be changed or dropped before their reader is given them")
    func chunks() async throws {
        let hide = Hook("hide", at: .streamChunk) { context in
            context.content = context.content.contains("b") ? "" : context.content.uppercased()
        }
        var texts: [String] = []
        for try await text in client(ScriptedProvider([.pieces([.text("a"), .text("b"), .text("c")])]), [hide]).streamComplete("go").text {
            texts.append(text)
        }
        #expect(texts == ["A", "C"])
    }

    @Test("A hook at the end of spans is told of each, and of no hook's")
    func spans() async throws {
        let told = Log<String>()
        let watch = Hook("watch", at: .spanEnd) { context in told.append(context.content) }
        _ = try await client(ScriptedProvider([.calls(.add(1, 2)), "3"]), [watch], tools: [Add()]).complete("go")
        #expect(told.entries == ["chat m", "execute_tool add", "chat m", "invoke_agent"])
    }

    @Test("An answer that does not fit is told before it is asked for again")
    func validation() async throws {
        let told = Log<String>()
        let watch = Hook("watch", at: .onValidationRetry) { context in
            told.append("\(context.metadata["validation_attempt"]?.integer ?? 0) \(context.content)")
        }
        let schema = OutputSchema(name: "v", schema: .object(["v": .integer()]))
        let answer = try await client(ScriptedProvider(["nonsense", #"{"v":1}"#]), [watch]).structuredComplete("go", schema: schema)
        #expect(answer.value["v"] == 1)
        #expect(told.entries == ["1 nonsense"])
    }
}
