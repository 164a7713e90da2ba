import Foundation
import GlueJSON
import GlueSemantics
import GlueTestSupport
import Testing
import Tracing

@testable import GlueLLM

@Suite("Records for evaluation", .timeLimit(.minutes(1)))
struct EvaluationRecordingTests {
    private static func client(_ replies: [ScriptedProvider.Reply], _ store: any EvaluationStore, keepsContent: Bool = true) -> LLMClient {
        var client = LLMClient(
            model: "gpt-4o-mini",
            provider: ScriptedProvider(replies),
            name: "helper",
            systemPrompt: "Be terse.",
            retry: .never,
            tracer: NoOpTracer()
        )
        client.evaluation = EvaluationRecording(store, keepsContent: keepsContent, delivery: .awaited) { Date(timeIntervalSince1970: 0) }
        return client
    }

    private static func store(_ log: Log<JSONValue>) -> CallbackEvaluationStore { CallbackEvaluationStore { log.append($0) } }

    @Test("A record tells what was asked, what came of it and what it took")
    func whole() async throws {
        let log = Log<JSONValue>()
        let client = Self.client([.text("hi", Usage(inputTokens: 10, outputTokens: 5))], Self.store(log))
        _ = try await CorrelationID.withValue("order-17") { try await client.complete("hello") }
        let record = try #require(log.entries.first)
        #expect(record["user_message"] == "hello" && record["response"] == "hi" && record["system_prompt"] == "Be terse.")
        #expect(record["correlation_id"] == "order-17" && record["agent"] == "helper" && record["success"] == true)
        #expect(record["usage"]?["total_tokens"] == 15 && record["cost_kind"] == "exact" && record["rounds"] == 1)
        #expect(record["timestamp"] == "1970-01-01T00:00:00.000Z" && record["error_type"] == nil)
    }

    @Test("An empty answer is a success")
    func emptyAnswer() async throws {
        let log = Log<JSONValue>()
        _ = try await Self.client([""], Self.store(log)).complete("hello")
        #expect(log.entries.first?["success"] == true && log.entries.first?["response"] == "")
    }

    @Test("Failed calls are recorded with their kind")
    func failed() async throws {
        let log = Log<JSONValue>()
        _ = try? await Self.client([.fails(.server)], Self.store(log)).complete("hello")
        #expect(log.entries.count == 1 && log.entries.first?["success"] == false && log.entries.first?["error_type"] == "server")
        #expect(log.entries.first?["user_message"] == "hello")
    }

    @Test("Calls that a guardrail blocks and calls that the budget refuses are recorded")
    func blocked() async throws {
        let log = Log<JSONValue>()
        var client = Self.client([], Self.store(log))
        client.budget = Budget(Budget.Bounds(calls: 0))
        _ = try? await client.complete("hello")
        #expect(log.entries.map { $0["error_type"] } == ["budget"])
    }

    @Test("A call that its caller cancels is recorded")
    func cancelled() async throws {
        let log = Log<JSONValue>()
        let began = Log<Int>()
        let client = Self.client([.hang(began: { began.append(1) })], Self.store(log))
        let task = Task { try await client.complete("hello") }
        await until { began.entries.count == 1 }
        task.cancel()
        _ = try? await task.value
        #expect(log.entries.map { $0["error_type"] } == ["cancelled"])
    }

    @Test("Secrets are taken out; without content the record tells what it took alone")
    func privacy() async throws {
        let key = "sk-" + String(repeating: "a1B2", count: 12)
        let log = Log<JSONValue>()
        _ = try await Self.client([.text("your key is \(key)")], Self.store(log)).complete("my key is \(key)")
        #expect(log.entries.first.map { !$0.text().contains(key) && $0["response"] != nil } == true)

        let bare = Log<JSONValue>()
        _ = try await Self.client(["secret answer"], Self.store(bare), keepsContent: false).complete("secret question")
        #expect(bare.entries.first.map { !$0.text().contains("secret") && $0["success"] == true } == true)
    }

    @Test("A hook may change the record before it is kept; one that fails by aborting keeps it out, and the call is none the worse")
    func hooks() async throws {
        let log = Log<JSONValue>()
        var client = Self.client(["hi", "hi"], Self.store(log))
        client.hooks.add(Hook("scrub", at: .preEvaluationRecord) { $0.content = $0.content.replacing("hello", with: "[greeting]") })
        _ = try await client.complete("hello")
        #expect(log.entries.first?["user_message"] == "[greeting]")
        client.hooks.add(Hook("broken", at: .preEvaluationRecord, onFailure: .abort) { _ in throw CancellationError() })
        #expect(try await client.complete("hello").text == "hi" && log.entries.count == 1)
    }

    @Test("A store that fails changes nothing, also not for the store beside it")
    func isolation() async throws {
        struct Broken: Error {}
        let log = Log<JSONValue>()
        let stores = EvaluationStores([CallbackEvaluationStore { _ in throw Broken() }, Self.store(log)])
        #expect(try await Self.client(["hi"], stores).complete("hello").text == "hi")
        #expect(log.entries.count == 1)
    }

    @Test("A call does not wait for a slow store; what is more than the queue holds is dropped and counted")
    func queue() async throws {
        let gate = Signal()
        let log = Log<JSONValue>()
        var client = Self.client(Array(repeating: "hi", count: 10), Self.store(log))
        let recording = EvaluationRecording(
            CallbackEvaluationStore { record in
                await gate.wait()
                log.append(record)
            },
            delivery: .queued(capacity: 3)
        )
        client.evaluation = recording
        for _ in 0..<10 { _ = try await client.complete("hello") }
        #expect(log.entries.isEmpty && recording.dropped >= 6)
        gate.fire()
        await recording.close()
        #expect(log.entries.count + recording.dropped == 10)
        _ = try? await client.complete("hello")
        #expect(log.entries.count + recording.dropped == 11)
    }

    @Test("A file steps aside when it is large enough, and is made with the first record")
    func rotation() async throws {
        try await TemporaryFolder.with { folder in
            let store = JSONLinesEvaluationStore(path: folder.path("calls"), size: 40, keep: 2)
            #expect(try folder.names(in: "").isEmpty)
            for number in 0..<5 { try await store.record(["number": .integer(Int64(number)), "padding": "0123456789"]) }
            await store.close()
            #expect(try folder.names(in: "").sorted() == ["calls", "calls.1", "calls.2"])
            #expect(String(decoding: try folder.bytes(of: "calls"), as: UTF8.self) == #"{"number":4,"padding":"0123456789"}"# + "\n")
            #expect(String(decoding: try folder.bytes(of: "calls.2"), as: UTF8.self).contains(#""number":2"#))
            await #expect(throws: LLMError.self) { try await store.record(["number": 5]) }
        }
    }

    @Test("A store that is closed before its first record leaves no file and stays closed")
    func closedEarly() async throws {
        try await TemporaryFolder.with { folder in
            let store = JSONLinesEvaluationStore(path: folder.path("calls"))
            await store.close()
            await #expect(throws: LLMError.self) { try await store.record(["a": 1]) }
            let names = try folder.names(in: "")
            #expect(names.isEmpty)
        }
    }
}
