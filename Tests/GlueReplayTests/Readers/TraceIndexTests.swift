import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Traces made to hurt")
struct TraceIndexTests {
    @Test("Parents in a circle end, and nothing is lost of the exchanges")
    func circle() throws {
        let traces = OTLP.Traces(
            scope: "x",
            .made(1, "chat m", in: 2, ["gen_ai.operation.name": "chat", "gen_ai.response.id": "a"]),
            .made(2, "chat m", in: 1, ["gen_ai.operation.name": "chat", "gen_ai.response.id": "b"]),
            .made(3, "chat m", in: 3, ["gen_ai.operation.name": "chat", "gen_ai.response.id": "c"])
        )
        #expect(try Recording(traces: traces).exchanges.map(\.responseID) == ["a", "b", "c"])
        #expect(TraceComparison(.runs).compare(traces, traces).isSame)
    }

    @Test("A chain of ten thousand completions is read and compared in bounded time and stack")
    func chain() throws {
        let spans = (1...10_000).map { number in
            OTLP.Span.made(
                UInt64(number),
                number.isMultiple(of: 2) ? "POST" : "invoke_agent",
                in: UInt64(number - 1),
                number.isMultiple(of: 2) ? ["http.request.method": "POST"] : ["gen_ai.operation.name": "invoke_agent"]
            )
        }
        let chat = OTLP.Span.made(20_000, "chat m", in: 10_000, ["gen_ai.operation.name": "chat"])
        let traces = OTLP.Traces(scope: "GlueLLM", spans + [chat])
        #expect(try Recording(traces: traces).exchanges.count == 1)
        #expect(TraceComparison(.replay).compare(traces, traces).isSame)
        #expect(TraceComparison(.runs).compare(traces, traces).isSame)
    }

    @Test("Attribute names with thousands of dots are left out")
    func dots() throws {
        let name = "gen_ai.prompt" + String(repeating: ".0", count: 50_000)
        let span = OTLP.Span(
            traceID: OTLP.TraceID(high: 1, low: 1),
            spanID: OTLP.SpanID(1),
            name: "openai.chat",
            attributes: [
                OTLP.KeyValue("llm.request.type", "chat"), OTLP.KeyValue(name, "x"),
                OTLP.KeyValue("gen_ai.prompt.99999999999.role", "user"),
            ]
        )
        let exchanges = try Recording(traces: OTLP.Traces(scope: "x", span)).exchanges
        #expect(exchanges.count == 1)
        #expect(exchanges.first?.input.map(\.role.rawValue) == ["user"])
    }

    @Test("Thousands of siblings that share no name are told apart at once")
    func siblings() {
        func spans(_ name: String) -> OTLP.Traces {
            OTLP.Traces(scope: "x", (1...3000).map { OTLP.Span.made(UInt64($0), "\(name) \($0)", [:]) })
        }
        let verdict = TraceComparison(.runs).compare(spans("a"), spans("b"))
        #expect(verdict.divergences.count == 6000)
    }
}
