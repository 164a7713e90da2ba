import GlueJSON
import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueSemantics
import GlueTelemetry
import ServiceContextModule
import Testing

@testable import GlueReplay

@Suite("Forks")
struct ForkTests {
    private func recording(_ answer: String = "It is 4 °C in Oslo.") async throws -> Recording {
        try Recording(
            traces: await RecordedSessions.traces(of: [
                .answer(.calls(.weather("Oslo"))), .answer(.assistant(answer)),
            ])
        )
    }

    @Test("Until the exchange the recording answers, from it on the other model does, and the verdict says where they part")
    func forked() async throws {
        let live = ScriptedProvider([.answer(.assistant("Four degrees."))])
        let fork = Fork(at: 1, provider: live, model: "gpt-4.1", systemPrompt: "Be wordy.")
        let outcome = try await Redrive(try await recording()).run(fork)
        let replayed = try Recording(traces: outcome.traces)
        #expect(replayed.exchanges.count == 2)
        #expect(replayed.exchanges[0].output.first?.toolCalls.first?.name == "get_weather")
        #expect(replayed.exchanges[1].output.first?.text == "Four degrees.")
        #expect(outcome.unused.isEmpty)
        let first = try #require(outcome.verdict.first)
        #expect(first.path.contains("chat"))
        #expect(replayed.toolRuns.map(\.response) == [["city": "Oslo", "celsius": 4]])
    }

    @Test("A tool runs for real where it is called otherwise than it was recorded")
    func liveTools() async throws {
        let live = ScriptedProvider([.answer(.calls(.weather("Bergen", id: "call_9"))), .answer(.assistant("Seven."))])
        let tool = AnyTool(.weather) { arguments in ["city": arguments["city"] ?? .null, "celsius": 7] }
        let outcome = try await Redrive(try await recording()).run(Fork(at: 1, provider: live, tools: [tool]))
        let runs = try Recording(traces: outcome.traces).toolRuns
        #expect(runs.map(\.response) == [["city": "Oslo", "celsius": 4], ["city": "Bergen", "celsius": 7]])
        let dry = try await Redrive(try await recording()).run(
            Fork(at: 1, provider: ScriptedProvider([.answer(.calls(.weather("Bergen", id: "call_9"))), .answer(.assistant("Seven."))]))
        )
        #expect(try Recording(traces: dry.traces).toolRuns.last?.errorType == "not_recorded")
    }

    @Test("Tools may run for real in a replay: what they say now is held against what they said")
    func realTools() async throws {
        var redrive = try Redrive(try await recording())
        redrive.tools = [AnyTool(.weather) { arguments in ["city": arguments["city"] ?? .null, "celsius": 4] }]
        #expect(try await redrive.run().isFaithful)
        redrive.tools = [AnyTool(.weather) { arguments in ["city": arguments["city"] ?? .null, "celsius": 9] }]
        let first = try #require(try await redrive.run().verdict.first)
        #expect(first.path.hasSuffix("execute_tool get_weather"))
    }

    @Test("A recording that lacks what was taken out of it is not told to a model, unless something is given in its place")
    func redacted() async throws {
        let recorder = Recorder()
        var client = LLMClient(model: "gpt-4o-mini", provider: ScriptedProvider([.answer(.assistant("Noted."))]), contentCapture: .spans)
        client.redactor = .secretsAndPersonalData
        client.tracer = recorder.telemetry.tracer
        _ = try await client.complete("Write to jane@example.com")
        let recording = try Recording(traces: await recorder.traces())
        let redrive = try Redrive(recording)
        let live = ScriptedProvider([.answer(.assistant("Sent."))])
        await #expect(throws: RedriveError.redacted(marks: ["[email]"])) { try await redrive.run(Fork(at: 0, provider: live)) }
        let fork = Fork(at: 0, provider: Echo(), replacements: ["[email]": "jo@example.org"])
        let outcome = try await redrive.run(fork)
        #expect(try Recording(traces: outcome.traces).exchanges.first?.output.first?.text == "Write to jo@example.org")
    }

    private struct Echo: ModelProvider {
        let name = "echo"
        let server: ServerAddress? = nil
        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            ModelResponse(choices: [.assistant(request.messages.last?.text ?? "")])
        }
    }

    @Test("There must be such an exchange, of a completion of its own")
    func places() async throws {
        let redrive = try Redrive(try await recording())
        let error = await #expect(throws: RedriveError.self) { try await redrive.run(Fork(at: 9, provider: Echo())) }
        #expect(error?.description.contains("there is no exchange 9") == true)
    }

    @Test("A replay reaches no network: who asks is told which host")
    func offline() async throws {
        let real = try OpenAIProvider(baseURL: "http://127.0.0.1:1/v1")
        let asking = AnyTool(.weather) { _ in
            do {
                return ["said": .string(try await LLMClient(model: "m", provider: real).complete("?").text)]
            } catch {
                throw ToolFailure(type: "inner", message: "\(error)")
            }
        }
        // A tool that asks a model by itself, within a replay.
        var context = ServiceContext.topLevel
        context.isOffline = true
        let error = await ServiceContext.withValue(context) {
            await #expect(throws: ToolFailure.self) { try await asking.call(arguments: [:]) }
        }
        #expect(error?.message.contains("127.0.0.1:1") == true)
        #expect(error?.message.contains("no network") == true)

        var redrive = try Redrive(try await recording())
        redrive.tools = [asking]
        let run = try #require(try Recording(traces: try await redrive.run().traces).toolRuns.first)
        #expect(run.errorType == "inner" && run.response?.string?.contains("127.0.0.1:1") == true)
    }
}
