import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("One line of glue exchanges")
struct ExchangeJSONTests {
    @Test("An exchange of the engine has every member of the line, in their order")
    func line() async throws {
        let exchanges = try Recording(traces: await RecordedSessions.full()).exchanges
        #expect(exchanges.map(\.index) == [0, 1, 2])
        let json = exchanges[1].json
        #expect(
            json.object?.keys == [
                "index", "trace_id", "span_id", "provider", "model", "response_model", "response_id", "streamed", "input", "output",
                "tools", "usage", "finish_reason", "error", "missing",
            ]
        )
        #expect(json["trace_id"] == .string("\(exchanges[1].traceID)"))
        #expect(json["streamed"] == false)
        #expect(json["tools"] == ["get_weather"])
        #expect(json["usage"] == ["input_tokens": 120, "output_tokens": 30, "cached_input_tokens": 64])
        #expect(json["finish_reason"] == "tool_call")
        #expect(json["error"] == .null)
        #expect(json["missing"] == [])
        #expect(json["input"]?.array?.map { $0["role"] } == ["system", "user", "assistant", "tool", "tool"])
        #expect(json["input"]?[3]?["parts"]?[0]?["response"] == ["city": "Oslo", "celsius": 4])
        #expect(json["output"]?[0]?["parts"]?[0]?["name"] == "get_weather")
    }

    @Test("The retry that the engine recorded is a failed attempt of its exchange")
    func retry() async throws {
        let recording = try Recording(traces: await RecordedSessions.full())
        #expect(recording.exchanges.map(\.failedAttempts.count) == [0, 1, 0])
        #expect(recording.exchanges[1].failedAttempts[0].kind == .rateLimit)
        #expect(recording.exchanges[1].failedAttempts[0].delay == .zero)
    }

    @Test("A session is read whole: who, what was asked, its exchanges, its tools")
    func session() async throws {
        let recording = try Recording(traces: await RecordedSessions.full())
        let session = try #require(recording.sessions.first)
        #expect(recording.sessions.count == 1)
        #expect(session.agent == "forecaster")
        #expect(session.model == "gpt-4o-mini")
        #expect(session.conversationID == "weather-1")
        #expect(session.correlationID == "order-17")
        #expect(session.prompt == [.system("Be terse."), .user("What is the weather in Oslo?")])
        #expect(session.question == "What is the weather in Oslo?")
        #expect(session.answer?.text == "It is 4 °C in both.")
        #expect(session.rounds == 3)
        #expect(session.error == nil)
        #expect(session.exchanges == recording.exchanges)
        #expect(session.toolRuns.map(\.errorType) == [nil, nil, "no_city"])
        #expect(session.toolRuns.map(\.callID) == ["call_1", "call_2", "call_3"])
        #expect(session.toolRuns[2].response == "Error: Which city?")
        #expect(session.obstacles.isEmpty)
    }

    @Test("A source that tells nothing is all null, and all of it is missing")
    func empty() {
        var exchange = Exchange()
        exchange.listMissing()
        #expect(exchange.json["usage"] == .null && exchange.json["tools"] == .null && exchange.json["streamed"] == .null)
        #expect(
            exchange.missing == [
                .provider, .model, .streamed, .input, .tools, .responseModel, .responseID, .output, .usage, .finishReason,
            ]
        )
        exchange.error = RecordedFailure(type: "timeout", message: "Too slow")
        #expect(exchange.json["error"] == ["type": "timeout", "message": "Too slow"])
    }
}
