import Foundation
import GlueJSON
import GlueTestSupport
import Synchronization
import Testing

/// A real process that is killed in the midst of a batch, and goes on with it.
@Suite("A batch that is killed", .timeLimit(.minutes(10)))
struct BatchKillTests {
    private static let count = ProcessInfo.processInfo.environment["GLUE_TEST_FULL"] == "1" ? 10_000 : 2_000
    private static let concurrency = 16

    private static let answer: JSONValue = [
        "id": "r", "model": "gpt-4o-mini",
        "choices": [["message": ["role": "assistant", "content": "yes"], "finish_reason": "stop"]],
        "usage": ["prompt_tokens": 1000, "completion_tokens": 100],
    ]

    /// How often the server was asked for each item.
    private static func asked(_ server: LoopbackServer) -> [String: Int] {
        server.received.reduce(into: [:]) { $0[$1.body["messages"]?[0]?["content"]?.string ?? "", default: 0] += 1 }
    }

    /// The ids of the lines of a file that are whole.
    private static func ids(_ folder: TemporaryFolder, _ name: String, _ member: String) -> [String] {
        let text = String(decoding: (try? folder.bytes(of: name)) ?? [], as: UTF8.self)
        return text.split(separator: "\n").compactMap { (try? JSONValue(parsing: String($0)))?[member]?.string }
    }

    @Test("Killed at any moment and begun again, it has each item once, sends none again that was answered, and counts every request")
    func killed() async throws {
        let count = Self.count
        let concurrency = Self.concurrency
        let answer = Self.answer
        var generator = SplitMix(seed: 20_26)
        // Some requests fail and are sent again within a run: they count, too.
        let reply: @Sendable (Int) -> LoopbackServer.Reply = { index in
            index % 97 == 5 ? .json(["error": ["message": "overloaded"]], status: 503) : .json(answer)
        }
        let kills = (0..<8).map { _ in Int.random(in: 1...(count / 8), using: &generator) }
        try await LoopbackServer.running(reply) { server, url in
            try await TemporaryFolder.with { folder in
                let input = (0..<count).map { #"{"id":"item \#($0)","prompt":"item \#($0)"}"# }.joined(separator: "\n")
                try folder.write(Array(input.utf8), to: "in")
                let program = Program.built("BatchProbe", [url, folder.path("in"), folder.path("out"), "\(concurrency)"])
                /// What had been asked for each item at the last kill that found its answer written.
                var answered: [String: Int] = [:]
                for more in kills {
                    let before = server.received.count
                    _ = try await program.run(killingWhen: { server.received.count >= before + more })
                    let now = Self.asked(server)
                    for id in Self.ids(folder, "out", "id") where answered[id] == nil { answered[id] = now[id] }
                }
                let outcome = try await program.run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let summary = try JSONValue(parsing: outcome.text)
                let asked = Self.asked(server)

                let ids = Self.ids(folder, "out", "id")
                #expect(ids.count == count && Set(ids).count == count)
                #expect(!answered.isEmpty && answered.count < count)
                #expect(answered.filter { asked[$0.key] != $0.value }.isEmpty)

                // No request without its record; a record without its request only where the kill came between the two.
                let sent = Self.ids(folder, "out.sent", "sent").reduce(into: [:]) { $0[$1, default: 0] += 1 }
                #expect(asked.filter { sent[$0.key, default: 0] < $0.value }.isEmpty)
                let requests = try #require(summary["requests"]?.integer.map { Int($0) })
                let lost = try #require(summary["lost_requests"]?.integer.map { Int($0) })
                let received = server.received.count
                #expect(requests == sent.values.reduce(0, +))
                #expect(requests >= received && requests - received <= lost && lost <= kills.count * concurrency)
                #expect(summary["total"]?.integer == Int64(count) && summary["succeeded"]?.integer == Int64(count))
                #expect(summary["costs"]?["unknown"] == 0)
                // Each answer is counted and costs what it costs; what was lost is an estimate above zero.
                let price = (1000 * 0.15 + 100 * 0.60) / 1_000_000
                let exact = try #require(summary["costs"]?["exact_usd"]?.number)
                #expect(abs(exact - price * Double(count)) < 1e-9)
                #expect((summary["costs"]?["estimated_usd"]?.number ?? 0) > 0 || lost == 0)
            }
        }
    }

    @Test("A run that nobody kills counts as many requests as the server received")
    func undisturbed() async throws {
        try await LoopbackServer.running({ $0 % 7 == 3 ? .json([:], status: 503) : .json(Self.answer) }) { server, url in
            try await TemporaryFolder.with { folder in
                try folder.write(Array((0..<50).map { #"{"prompt":"\#($0)"}"# }.joined(separator: "\n").utf8), to: "in")
                let outcome = try await Program.built("BatchProbe", [url, folder.path("in"), folder.path("out"), "8"]).run()
                #expect(outcome.exitCode == 0, "\(outcome.error)")
                let summary = try JSONValue(parsing: outcome.text)
                #expect(summary["requests"]?.integer == Int64(server.received.count) && summary["lost_requests"] == 0)
                #expect(server.received.count > 50 && summary["resumed"] == 0)
            }
        }
    }
}
