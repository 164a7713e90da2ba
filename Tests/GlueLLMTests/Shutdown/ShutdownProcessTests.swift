import GlueJSON
import GlueTestSupport
import Subprocess
import Testing

/// A real process that a real signal ends.
@Suite("The end of a process", .timeLimit(.minutes(3)))
struct ShutdownProcessTests {
    private static func answer(_ text: String) -> JSONValue {
        [
            "id": "r", "model": "house-model",
            "choices": [["message": ["role": "assistant", "content": .string(text)], "finish_reason": "stop"]],
        ]
    }

    /// - Returns: What it printed, how it ended, and the names and error types of the spans that arrived.
    private static func end(
        by signal: Signal,
        deadline: Int,
        first: LoopbackServer.Reply
    ) async throws -> (lines: [String], exitCode: Int32, spans: [String]) {
        try await LoopbackServer.running({ index in index == 0 ? first : .json(answer("late")) }) { model, modelURL in
            try await LoopbackServer.running({ _ in .json([:]) }) { collector, collectorURL in
                let program = Program.built(
                    "ShutdownProbe",
                    [modelURL, "\(deadline)"],
                    environment: [
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": collectorURL + "/traces", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
                        "OTEL_EXPORTER_OTLP_COMPRESSION": "none", "OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none",
                    ]
                )
                let outcome = try await program.run(sending: signal) { model.received.count == 1 }
                let spans = collector.received.flatMap { request in
                    (request.body["resourceSpans"]?.array ?? []).flatMap { $0["scopeSpans"]?.array ?? [] }.flatMap {
                        $0["spans"]?.array ?? []
                    }
                }
                let names = spans.map { span in
                    let error = span["attributes"]?.array?.first { $0["key"] == "error.type" }?["value"]?["stringValue"]?.string
                    return [span["name"]?.string, error].compactMap(\.self).joined(separator: " ")
                }
                if outcome.exitCode != 0 { Issue.record("\(outcome.error)") }
                return (outcome.text.split(separator: "\n").map(String.init), outcome.exitCode, names.sorted())
            }
        }
    }

    @Test(
        "A call in flight finishes, a new one is refused, steps run in order, all spans are exported, and the process ends well",
        arguments: [Signal.terminate, .interrupt]
    )
    func graceful(signal: Signal) async throws {
        let end = try await Self.end(by: signal, deadline: 30, first: .onceReceived(2, Self.answer("first")))
        #expect(end.exitCode == 0)
        #expect(
            Set(end.lines) == [
                "calling", "second failed shutting_down", "third answered late", "first answered first", "step first, 0 in flight",
                "step second", "end",
            ]
        )
        #expect(end.lines.first == "calling" && end.lines.last == "end")
        #expect(end.lines.filter { $0.hasPrefix("step") } == ["step first, 0 in flight", "step second"])
        #expect(
            end.spans == [
                "POST", "POST", "chat house-model", "chat house-model", "invoke_agent", "invoke_agent", "invoke_agent shutting_down",
            ]
        )
    }

    @Test("A call that takes longer than the deadline is cancelled, and its span says why")
    func deadline() async throws {
        let end = try await Self.end(by: .terminate, deadline: 1, first: .stall(closed: {}))
        #expect(end.exitCode == 0 && end.lines.contains("first failed shutting_down") && end.lines.last == "end")
        #expect(end.spans.filter { $0 == "invoke_agent shutting_down" }.count == 2)
        #expect(end.spans.contains { $0.hasPrefix("chat house-model ") })
    }
}
