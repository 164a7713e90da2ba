import GlueJSON
import GlueLLM
import GlueOTLP
import GlueSemantics
import GlueTestSupport
import Testing

@testable import GlueReplay

/// Traces that other tools made, held against what really went over HTTP.
///
/// `expected.json` has both: each exchange of the wire, and which facts of it the trace holds at all.
@Suite("Traces of other tools")
struct SampleTests {
    static let names = [
        "langchain", "litellm", "mlflow", "openai-v2-latest", "openai-v2-legacy", "openinference-openai", "pydantic-ai", "traceloop-openai",
    ].flatMap { tool in ["plain", "stream", "tools"].map { "\(tool)-\($0)" } }

    private func recording(_ name: String, _ form: String = "pb") throws -> Recording {
        var file = try TelemetryFile(bytes: try Fixtures.bytes("samples/\(name).\(form)"))
        if name.hasPrefix("openai-v2") { file.append(try TelemetryFile(bytes: try Fixtures.bytes("samples/\(name).logs.\(form)"))) }
        return try Recording(file)
    }

    private func wire(_ name: String) throws -> [WireExchange] {
        let expected = try JSONValue(parsing: try Fixtures.bytes("samples/expected.json"))
        return try #require(expected["samples"]?[name]?["exchanges"]?.array).map(WireExchange.init)
    }

    @Test("Every exchange of the wire is found, with every fact that was recorded", arguments: names, ["pb", "jsonl"])
    func exchanges(name: String, form: String) throws {
        let exchanges = try recording(name, form).exchanges
        let wire = try wire(name)
        try #require(exchanges.count == wire.count)
        for (exchange, wire) in zip(exchanges, wire) {
            #expect(exchange.error == nil)
            #expect(exchange.traceID.isValid && exchange.spanID.isValid)
            if wire.holds("input_texts") {
                let texts = exchange.input.filter { $0.role != .tool && !$0.text.isEmpty }.map { [$0.role.rawValue, $0.text] }
                #expect(texts == wire.texts)
                #expect(exchange.input.flatMap(\.toolAnswers) == wire.toolAnswers)
            }
            if wire.holds("output_text") { #expect(exchange.output.first?.text == wire.outputText) }
            let calls = exchange.output.first?.toolCalls ?? []
            if wire.holds("tool_call_args") {
                #expect(calls.map(\.name) == wire.calls.map(\.name))
                #expect(calls.map(\.arguments) == wire.calls.map(\.arguments))
            }
            if wire.holds("tool_call_ids") { #expect(calls.map(\.id) == wire.calls.map(\.id)) }
            if wire.holds("input_tokens") { #expect(exchange.usage?.inputTokens == wire.inputTokens) }
            if wire.holds("output_tokens") { #expect(exchange.usage?.outputTokens == wire.outputTokens) }
            if wire.holds("finish_reason") { #expect(exchange.finishReason == wire.finishReason) }
            if wire.holds("tool_schemas") { #expect((exchange.tools ?? []).map(\.name) == wire.tools) }
            #expect(exchange.model == wire.model)
            #expect(exchange.responseID == nil || exchange.responseID == wire.responseID)
            #expect(exchange.streamed == nil || exchange.streamed == wire.isStreamed)
            #expect(exchange.provider == "openai")
        }
    }

    @Test("What a tool does not record is listed and not made up")
    func missing() throws {
        let legacy = try recording("openai-v2-legacy-tools").exchanges
        #expect(legacy.map(\.tools) == [nil, nil])
        #expect(legacy.allSatisfy { $0.missing == [.streamed, .tools] })
        let langchain = try recording("langchain-stream").exchanges
        #expect(langchain.first?.missing == [.tools, .responseID])
    }

    @Test("Logs that come without their traces are told from an empty recording")
    func logsAlone() throws {
        let logs = try TelemetryFile(bytes: try Fixtures.bytes("samples/openai-v2-legacy-tools.logs.pb"))
        #expect(throws: RecordingError.noSpans) { try Recording(logs) }
    }

    @Test("The tools that an agent ran are found with their arguments and answers", arguments: ["pydantic-ai-tools", "langchain-tools"])
    func toolRuns(name: String) throws {
        let runs = try recording(name).toolRuns
        #expect(runs.map(\.name) == ["get_weather", "get_weather"])
        #expect(Set(runs.map(\.arguments)) == [["city": "Oslo", "unit": "celsius"], ["city": "Bergen", "unit": "celsius"]])
        #expect(runs.allSatisfy { $0.response != nil && $0.errorType == nil })
    }

    @Test("A recording of any tool answers its own requests", arguments: names)
    func answersItself(name: String) throws {
        let recording = try recording(name)
        let book = AnswerBook(recording.exchanges, matching: .strict)
        for exchange in recording.exchanges {
            let request = ModelRequest(
                model: exchange.model ?? "",
                messages: exchange.input,
                tools: exchange.tools ?? [],
                parameters: exchange.parameters
            )
            guard case .response(let response) = try book.answer(to: request).0 else {
                Issue.record("\(name): an answer became a failure")
                return
            }
            #expect(response.choices == exchange.output)
        }
        #expect(book.unused.isEmpty)
    }
}

/// An exchange as the fixture has it: what went over the wire.
private struct WireExchange {
    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    func holds(_ fact: String) -> Bool { json["recoverable"]?[fact] == true }

    private var messages: [JSONValue] { json["input_messages"]?.array ?? [] }

    /// Role and text of each message that has one.
    var texts: [[String]] {
        messages.compactMap { message in
            guard let role = message["role"]?.string, role != "tool", let text = message["content"]?.string else { return nil }
            return [role, text]
        }
    }

    var toolAnswers: [JSONValue] { messages.filter { $0["role"] == "tool" }.map { Self.parsed($0["content"]) } }
    var outputText: String { json["output_text"]?.string ?? "" }
    var calls: [(id: String?, name: String?, arguments: JSONValue)] {
        (json["tool_calls"]?.array ?? []).map { call in
            (call["id"]?.string, call["function"]?["name"]?.string, Self.parsed(call["function"]?["arguments"]))
        }
    }
    var inputTokens: Int? { json["input_tokens"]?.integer.map { Int($0) } }
    var outputTokens: Int? { json["output_tokens"]?.integer.map { Int($0) } }
    var finishReason: FinishReason? { json["finish_reason"]?.string == "tool_calls" ? .toolCall : .stop }
    var tools: [String] { json["tools"]?.array?.compactMap(\.string) ?? [] }
    var model: String? { json["model"]?.string }
    var responseID: String? { json["response_id"]?.string }
    var isStreamed: Bool? { json["streamed"]?.bool }

    private static func parsed(_ json: JSONValue?) -> JSONValue {
        json?.string.flatMap { try? JSONValue(parsing: $0) } ?? json ?? .null
    }
}

extension Message {
    fileprivate var toolAnswers: [JSONValue] {
        parts.compactMap { if case .toolCallResponse(let answer) = $0 { answer.response } else { nil } }
    }
}
