import GlueJSON
import GlueTestSupport
import Testing

@Suite("glue bench", .timeLimit(.minutes(2)))
struct BenchTests {
    @Test("call prints medians of four kinds of call, and asks the server for each of them")
    func call() async throws {
        let answer: JSONValue = ["choices": [["message": ["role": "assistant", "content": "hi"], "finish_reason": "stop"]]]
        let (result, requests) = try await LoopbackServer.running({ _ in .json(answer) }) { server, baseURL in
            let result = try await Program.glue(["bench", "call", "--base-url", baseURL, "--calls", "20"]).run()
            return (result, server.received.map { $0.body })
        }
        #expect(result.exitCode == 0, "\(result.error)")
        let report = try JSONValue(parsing: result.output)
        for figure in ["raw_us", "untraced_us", "traced_us", "captured_us"] {
            #expect((report[figure]?.number ?? 0) > 0, "\(figure)")
        }
        #expect(requests.count == 4 * 22)
        #expect(Set(requests).count == 1, "the bare round trip sends what the engine sends")
    }

    @Test("stream prints how fast pieces are read and how soon the first is passed on")
    func stream() async throws {
        let result = try await Program.glue(["bench", "stream", "--events", "2000", "--streams", "5"]).run()
        #expect(result.exitCode == 0, "\(result.error)")
        let report = try JSONValue(parsing: result.output)
        #expect((report["events_per_second"]?.number ?? 0) > 0)
        #expect((report["first_event_us"]?.number ?? 0) > 0)
    }

    @Test("crowd keeps calls and streams under way until its time is over, and fails where a call does")
    func crowd() async throws {
        let answer: JSONValue = ["choices": [["message": ["role": "assistant", "content": "hi"], "finish_reason": "stop"]]]
        func run(_ status: Int) async throws -> Program.Outcome {
            try await LoopbackServer.running({ _ in .json(answer, status: status) }) { _, baseURL in
                try await Program.glue([
                    "bench", "crowd", "--base-url", baseURL, "--calls", "20", "--streams", "5", "--seconds", "1",
                ]).run()
            }
        }
        let good = try await run(200)
        #expect(good.exitCode == 0, "\(good.error)")
        let report = try JSONValue(parsing: good.output)
        #expect((report["answers"]?.integer ?? 0) > 25 && report["failures"] == 0)
        #expect((report["memory"]?["resident_bytes"]?.integer ?? 0) > 0)
        #expect(try await run(500).exitCode == 1)
    }

    @Test("A server that refuses is a failure with the peer's exit code, not a figure")
    func refused() async throws {
        let result = try await LoopbackServer.running({ _ in .json([:], status: 500) }) { _, baseURL in
            try await Program.glue(["bench", "call", "--base-url", baseURL, "--calls", "5"]).run()
        }
        #expect(result.exitCode == 4)
        #expect(result.output.isEmpty)
    }
}
