import Foundation
import GlueJSON
import GlueSemantics
import GlueTestSupport
import Synchronization
import Testing

@testable import GlueLLM

@Suite("Process events", .timeLimit(.minutes(1)))
struct ProcessEventTests {
    /// Keeps what it is told.
    private final class Keeper: ProcessEventSink {
        private let state = Mutex<[ProcessEvent]>([])
        var events: [ProcessEvent] { state.withLock { $0 } }
        var names: [String] { events.map(\.name) }
        func receive(_ event: ProcessEvent) { state.withLock { $0.append(event) } }
    }

    private static func client(_ provider: ScriptedProvider, _ keeper: Keeper, tools: [any Tool] = [Add()]) -> LLMClient {
        .scripted(provider, tools: tools) { $0.sinks = [keeper] }
    }

    @Test("I12: a plain completion")
    func plain() async throws {
        let keeper = Keeper()
        _ = try await Self.client(ScriptedProvider([.text("four", Usage(inputTokens: 1000, outputTokens: 500))]), keeper).complete("hi")
        #expect(keeper.names == ["llm_call_start", "llm_call_end", "complete"])
        #expect(keeper.events[0].kind == .llmCallStart(iteration: 1, messages: 1))
        #expect(
            keeper.events[1].kind
                == .llmCallEnd(iteration: 1, toolCalls: 0, usage: Usage(inputTokens: 1000, outputTokens: 500), cost: .exact(0.0075))
        )
        #expect(keeper.events[2].kind == .complete(toolCalls: 0, length: 4))
        #expect(keeper.events.allSatisfy { $0.model == "gpt-4o" && $0.correlationID == nil })
    }

    @Test("I12: a completion with a tool")
    func tool() async throws {
        let keeper = Keeper()
        _ = try await Self.client(ScriptedProvider([.calls(.add(1, 2)), "3"]), keeper).complete("hi")
        #expect(
            keeper.names == [
                "llm_call_start", "llm_call_end", "tool_call_start", "tool_call_end", "llm_call_start", "llm_call_end", "complete",
            ]
        )
        #expect(keeper.events[2].kind == .toolCallStart(name: "add", index: 1))
        guard case .toolCallEnd("add", 1, _, nil) = keeper.events[3].kind else {
            Issue.record("\(keeper.events[3].kind)")
            return
        }
    }

    @Test("C03: tools side by side: every start is told before any end, the ends in the order of the calls")
    func parallel() async throws {
        let keeper = Keeper()
        let slow = Signal()
        let tools: [any Tool] = [
            AnyTool.plain("slow") {
                await slow.wait()
                return 1
            },
            AnyTool.plain("fast") {
                slow.fire()
                return 2
            },
        ]
        let calls = ["slow", "fast"].map { ToolCall(id: $0, name: $0, arguments: [:]) }
        var client = Self.client(ScriptedProvider([.calls(calls[0], calls[1]), "done"]), keeper, tools: tools)
        client.toolOrder = .parallel(limit: 4)
        _ = try await client.complete("hi")
        #expect(keeper.names[2...5] == ["tool_call_start", "tool_call_start", "tool_call_end", "tool_call_end"])
        #expect(keeper.events[4].details["tool_name"] == "slow" && keeper.events[5].details["tool_name"] == "fast")
    }

    @Test("A call that fails says why, and nothing is complete")
    func failing() async throws {
        let keeper = Keeper()
        await #expect(throws: LLMError.self) { try await Self.client(ScriptedProvider([.fails(.authentication)]), keeper).complete("hi") }
        #expect(keeper.names == ["llm_call_start", "llm_call_error"])
        #expect(keeper.events[1].details["error_type"] == "authentication")
    }

    @Test("B10: a call that hangs tells of its timeout")
    func timeout() async throws {
        let keeper = Keeper()
        var client = Self.client(ScriptedProvider(always: .hang), keeper)
        client.limits.attempt = .milliseconds(100)
        client.retry = .never
        await #expect(throws: LLMError.self) { try await client.complete("hi") }
        #expect(keeper.names == ["llm_call_start", "llm_call_error"] && keeper.events[1].details["error_type"] == "timeout")
    }

    @Test("A stream tells its beginning, its pieces and its end")
    func stream() async throws {
        let keeper = Keeper()
        let answer = Message(.assistant, parts: [.reasoning("hm"), .text("four")], finishReason: .stop)
        let provider = ScriptedProvider([.response(ModelResponse(choices: [answer]))])
        _ = try await Self.client(provider, keeper).streamComplete("hi").result()
        #expect(
            keeper.names == [
                "stream_start", "llm_call_start", "reasoning_chunk", "stream_chunk", "llm_call_end", "stream_end", "complete",
            ]
        )
        #expect(keeper.events[2].kind == .reasoningChunk("hm") && keeper.events[3].kind == .streamChunk("four"))
    }

    @Test("An observer that fails is logged; the call goes on, and the others are told")
    func failingObserver() async throws {
        let keeper = Keeper()
        let logs = LogLines()
        var client = Self.client(ScriptedProvider(["ok"]), keeper)
        client.logger = logs.logger
        client.onStatus = { _ in throw ValueError(description: "secret words") }
        #expect(try await client.complete("hi").text == "ok")
        #expect(keeper.names == ["llm_call_start", "llm_call_end", "complete"])
        #expect(logs.lines.count == 3 && logs.lines.allSatisfy { $0.contains("error.type=ValueError") && !$0.contains("secret") })
    }

    @Test("I16: events carry the correlation id of their scope")
    func correlation() async throws {
        let keeper = Keeper()
        try await CorrelationID.withValue("order-17") {
            _ = try await Self.client(ScriptedProvider(["ok"]), keeper).complete("hi")
        }
        #expect(keeper.events.count == 3 && keeper.events.allSatisfy { $0.correlationID == "order-17" })
    }

    @Test("The console has a line an event, without the answer's pieces, coloured only where that is wanted", arguments: [false, true])
    func console(isColoured: Bool) async throws {
        let lines = Mutex<[String]>([])
        let sink = ConsoleSink(isColoured: isColoured) { line in lines.withLock { $0.append(line) } }
        sink.receive(ProcessEvent(.streamChunk("secret"), model: "m", elapsed: .zero))
        sink.receive(ProcessEvent(.llmCallError(iteration: 2, type: "timeout", message: "a\nb"), model: "m", elapsed: .milliseconds(1500)))
        let line = try #require(lines.withLock { $0 }.first)
        #expect(lines.withLock { $0.count } == 1 && line.contains("\u{1B}[") == isColoured)
        if !isColoured { #expect(line == "+1500 ms llm_call_error m iteration=2 error_type=timeout error=a b") }
    }

    @Test("The file gets a JSON object a line, appended, for its owner alone")
    func file() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("events.jsonl")
            for round in 1...2 {
                let sink = try JSONLinesSink(path: path, now: { Date(timeIntervalSince1970: 1_700_000_000.25) })
                try sink.receive(
                    ProcessEvent(.llmCallStart(iteration: round, messages: 3), model: "m", correlationID: "x", elapsed: .seconds(1))
                )
            }
            let lines = try String(decoding: folder.bytes(of: "events.jsonl"), as: UTF8.self).split(separator: "\n").map(String.init)
            #expect(lines.count == 2)
            let event = try JSONValue(parsing: lines[1])
            #expect(event["event"] == "llm_call_start" && event["iteration"] == 2 && event["message_count"] == 3)
            #expect(event["correlation_id"] == "x" && event["elapsed"] == 1.0 && event["time"] == "2023-11-14T22:13:20.250Z")
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
        let error = #expect(throws: LLMError.self) { try JSONLinesSink(path: "/nowhere/events.jsonl") }
        #expect(error?.message.contains("/nowhere/events.jsonl") == true)
    }
}
