import GlueJSON
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Reader of MLflow's own tracing")
struct MLflowReaderTests {
    @Test("A stream's tool calls are in its pieces, whatever the summary says")
    func streamedTools() throws {
        func chunk(_ index: Int, _ delta: JSONValue, finish: JSONValue = .null) -> OTLP.Event {
            let value: JSONValue = ["id": "r1", "model": "m-1", "choices": [["index": 0, "delta": delta, "finish_reason": finish]]]
            return .made("mlflow.chunk.item.\(index)", ["mlflow.chunk.value": .string(value.text())])
        }
        let span = OTLP.Span.made(
            1,
            "Completions",
            kind: .internal,
            events: [
                chunk(0, ["role": "assistant", "content": ""]),
                chunk(1, ["tool_calls": [["index": 0, "id": "c1", "function": ["name": "get_weather", "arguments": ""]]]]),
                chunk(2, ["tool_calls": [["index": 1, "id": "c2", "function": ["name": "get_weather", "arguments": "{\"city\":"]]]]),
                chunk(3, ["tool_calls": [["index": 0, "function": ["arguments": "{\"city\":\"Oslo\"}"]]]]),
                chunk(4, ["tool_calls": [["index": 1, "function": ["arguments": "\"Bergen\"}"]]]]),
                chunk(5, [:], finish: "tool_calls"),
            ],
            [
                "mlflow.spanType": "\"CHAT_MODEL\"",
                "mlflow.spanInputs": #"{"model":"m","stream":true,"messages":[{"role":"user","content":"Weather?"}]}"#,
                "mlflow.spanOutputs":
                    #"{"id":"r1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":""}}]}"#,
            ]
        )
        let exchange = try #require(try Recording(traces: OTLP.Traces(scope: "mlflow.tracing.provider", span)).exchanges.first)
        #expect(exchange.output.first?.toolCalls == [.weather("Oslo", id: "c1"), .weather("Bergen", id: "c2")])
        #expect(exchange.finishReason == .toolCall)
        #expect(exchange.streamed == true)
        #expect(exchange.responseModel == "m-1")
        #expect(exchange.tools == [])
    }
}
