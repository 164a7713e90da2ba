import GlueJSON
import GlueSemantics
import GlueTestSupport
import InMemoryTracing
import Testing
import Tracing

@testable import GlueLLM

@Suite("Many calls at once", .timeLimit(.minutes(3)))
struct ConcurrencyTests {
    @Test("1,000 concurrent calls all get their own answer, each in a trace of its own")
    func calls() async throws {
        let together = 400
        let answer: JSONValue = ["choices": [["message": ["role": "assistant", "content": "hi"], "finish_reason": "stop"]]]
        let tracer = InMemoryTracer()
        // The first 400 are answered when all of them are there: so many are under way at once.
        let texts = try await LoopbackServer.running({ $0 < together ? .onceReceived(together, answer) : .json(answer) }) { _, baseURL in
            var client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL), clock: ContinuousClock())
            client.tracer = tracer
            return try await withThrowingTaskGroup(of: String.self) { [client] group in
                for number in 0..<1000 { group.addTask { try await client.complete("call \(number)").text } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(texts == Array(repeating: "hi", count: 1000))
        let spans = tracer.finishedSpans
        #expect(spans.count == 3000)
        #expect(Set(spans.map(\.traceID)).count == 1000)
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test("Of 200 concurrent streams a slow reader slows its own alone, and reads no further ahead than what lies on the way")
    func slowReader() async throws {
        let count = 2000
        let padding = String(repeating: "x", count: 10_000)
        let chunks = (0..<count).map {
            Array(#"data: {"choices":[{"index":0,"delta":{"content":"\#($0) \#(padding)"}}]}"#.utf8) + [10, 10]
        }
        let done = Array("data: [DONE]\n\n".utf8)
        let slowAhead = try await ChunkServer.running({ index in
            // The first request is the slow reader's: twenty megabytes, more than the sockets on the way hold without a reader.
            index == 0 ? .init(chunks + [done]) : .init(Array(chunks.prefix(20)) + [done])
        }) { server, baseURL in
            let client = LLMClient.scripted(try OpenAIProvider(baseURL: baseURL), clock: ContinuousClock())
            let (othersAreDone, othersEnd) = AsyncStream<Void>.makeStream()
            let (slowHasBegun, slowBegins) = AsyncStream<Void>.makeStream()
            return try await withThrowingTaskGroup(of: Int?.self) { group in
                group.addTask { [client] in
                    var read = 0
                    for try await event in client.streamComplete("slow") {
                        guard case .text = event else { continue }
                        read += 1
                        if read == 1 {
                            slowBegins.finish()
                            // Nothing is read until everybody else is done.
                            for await _ in othersAreDone {}
                            let ahead = server.written - 199 * 21
                            for try await _ in client.streamComplete("the slow reader's own next call is not held up either") { break }
                            return ahead
                        }
                    }
                    return nil
                }
                for await _ in slowHasBegun {}
                try await withThrowingTaskGroup(of: Int.self) { others in
                    for _ in 1..<200 {
                        others.addTask { [client] in
                            var texts = 0
                            for try await event in client.streamComplete("fast") { if case .text = event { texts += 1 } }
                            return texts
                        }
                    }
                    for try await texts in others { #expect(texts == 20) }
                }
                othersEnd.finish()
                return try await group.next() ?? nil
            }
        }
        let ahead = try #require(slowAhead)
        #expect(ahead >= 1)
        #expect(ahead < count, "the whole answer was read although nobody wanted it")
    }
}
