import Foundation
import GlueLLM
import GlueOTLP
import GlueRedaction
import GlueReplay
import GlueReplayTesting
import GlueSemantics
import GlueTestSupport
import Testing

@Suite("Tests against recordings")
struct ReplayTraitTests {
    /// A provider for making recordings.
    private struct Parrot: ModelProvider {
        let name = "openai"
        let server: ServerAddress? = nil
        var answer = "Polly."
        func respond(to request: ModelRequest) async throws(LLMError) -> ModelResponse {
            ModelResponse(id: "p-1", model: request.model, choices: [.assistant("\(answer) \(request.messages.last?.text ?? "")")])
        }
    }

    private func ask(_ session: ReplaySession, _ question: String, answer: String = "Polly.") async throws -> String {
        var client = LLMClient(model: "gpt-4o-mini", provider: try session.provider { Parrot(answer: answer) })
        session.prepare(&client)
        return try await client.complete(question).text
    }

    @Test("The trait gives the recorded answers to the test", .replay("recordings/greeting.jsonl"))
    func trait() async throws {
        let client = try ReplaySession.current.client(model: "openai:gpt-4o-mini", systemPrompt: "Be kind.")
        #expect(try await client.complete("Good morning?").text == "Good morning to you.")
    }

    @Test("A recording is made where it is missing, is asked from then on, and is made anew where that is asked for")
    func modes() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("deep/er/session.jsonl")
            await #expect(throws: ReplayTestError.noRecording(path: path)) { try await withReplay(path, mode: .replay) { _ in } }
            let first = try await withReplay(path, mode: .recordMissing) { try await ask($0, "Hello?") }
            #expect(first == "Polly. Hello?")
            let again = try await withReplay(path, mode: .recordMissing) { try await ask($0, "Hello?", answer: "Never") }
            #expect(again == first)
            #expect(try await withReplay(path, mode: .replay) { try await ask($0, "Hello?", answer: "Never") } == first)
            let anew = try await withReplay(path, mode: .record) { try await ask($0, "Hello?", answer: "Anew.") }
            #expect(anew == "Anew. Hello?")
            #expect(try await withReplay(path, mode: .replay) { try await ask($0, "Hello?") } == anew)

            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2, "a span a line")
            #expect(lines[0].contains("invoke_agent") && lines[1].contains("chat gpt-4o-mini"), "in the order in which they began")
        }
    }

    @Test("What was not asked for, and what was asked and is not there, fail the test")
    func strays() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("session.jsonl")
            try await withReplay(path, mode: .record) { session in
                _ = try await ask(session, "One?")
                _ = try await ask(session, "Two?")
            }
            await #expect(throws: ReplayTestError.unused(path: path, exchanges: [1])) {
                try await withReplay(path, mode: .replay) { _ = try await ask($0, "One?") }
            }
            await #expect(throws: ReplayTestError.unanswered(path: path, count: 1)) {
                try await withReplay(path, mode: .replay) { session in
                    _ = try await ask(session, "One?")
                    _ = try await ask(session, "Two?")
                    _ = try? await ask(session, "Three?")
                }
            }
            // The same once more is no answer from the past.
            await #expect(throws: LLMError.self) {
                try await withReplay(path, mode: .replay) { session in
                    _ = try await ask(session, "One?")
                    _ = try await ask(session, "One?")
                }
            }
        }
    }

    @Test("What must not be written is looked for before anything is written")
    func secrets() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("session.jsonl")
            // Redacted by the client: what is written holds the mark alone.
            try await withReplay(path, mode: .record) {
                _ = try await ask($0, "My key is sk-proj-aaaabbbbccccddddeeeeffff0000111122223333")
            }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("[api_key]") && !text.contains("sk-proj-aaaa"))
            // And the same request finds its answer.
            try await withReplay(path, mode: .replay) {
                _ = try await ask($0, "My key is sk-proj-aaaabbbbccccddddeeeeffff0000111122223333")
            }

            let other = folder.path("other.jsonl")
            await #expect(throws: ReplayTestError.self) {
                // A client whose spans go to the recording and that redacts nothing, through a telemetry that redacts nothing.
                try await withReplay(other, mode: .record, redactor: .none) {
                    _ = try await ask($0, "My key is sk-proj-aaaabbbbccccddddeeeeffff0000111122223333")
                }
            }
            #expect(!FileManager.default.fileExists(atPath: other))
        }
    }

    @Test("Within a replay no network is reachable; a recording without a provider is told")
    func network() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("session.jsonl")
            await #expect(throws: ReplayTestError.noProvider(path: path)) { try await withReplay(path, mode: .record) { _ in } }
            try await withReplay(path, mode: .record) { _ = try await ask($0, "One?") }
            try await withReplay(path, mode: .replay) { session in
                _ = try await ask(session, "One?")
                let real = LLMClient(model: "m", provider: try OpenAIProvider(baseURL: "http://127.0.0.1:1/v1"))
                let error = await #expect(throws: LLMError.self) { try await real.complete("?") }
                #expect(error?.message.contains("127.0.0.1:1") == true)
            }
            #expect(throws: ReplayTestError.notInReplay) { try ReplaySession.current }
        }
    }
}
