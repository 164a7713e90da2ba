import GlueJSON
import GlueOTLP
import GlueSemantics
import Testing

@testable import GlueReplay

@Suite("Comparison of two traces")
struct TraceComparisonTests {
    private static let messages = #"[{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]"#

    private static func trace(
        _ extra: OTLP.Span...,
        messages: String = messages,
        result: String = #"{"sky":"sleet"}"#,
        responseID: String = "r1",
        events: [OTLP.Event] = [],
        error: String? = nil
    ) -> OTLP.Traces {
        OTLP.Traces(
            scope: "x",
            [
                .made(1, "invoke_agent a", kind: .internal, ["gen_ai.operation.name": "invoke_agent", "gluellm.iterations": 2]),
                .made(
                    2,
                    "chat m",
                    in: 1,
                    events: events,
                    error: error,
                    [
                        "gen_ai.operation.name": "chat", "gen_ai.input.messages": .string(messages),
                        "gen_ai.response.id": .string(responseID),
                    ]
                ),
                .made(3, "POST", in: 2, ["http.request.method": "POST"]),
                .made(
                    4,
                    "execute_tool t",
                    in: 1,
                    kind: .internal,
                    ["gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.result": .string(result)]
                ),
                .made(6, "chat m", in: 1, ["gen_ai.operation.name": "chat"]),
            ] + extra
        )
    }

    @Test("Ids and times of spans, the layout of JSON and the order of its members do not count")
    func same() {
        let spaced = #"[ {"parts": [ {"content": "Weather?", "type": "text"} ], "role": "user"} ]"#
        let other = Self.trace(messages: spaced).changed { span in
            span.traceID = OTLP.TraceID(high: 9, low: 9)
            span.spanID = OTLP.SpanID(span.spanID.value + 100)
            if span.parentSpanID.isValid { span.parentSpanID = OTLP.SpanID(span.parentSpanID.value + 100) }
            span.startTimeUnixNano += 1_000_000_000
            span.endTimeUnixNano += 7_000_000_000
            span.attributes.reverse()
        }
        #expect(TraceComparison(.runs).compare(Self.trace(), other) == .same(steps: 5))
    }

    @Test("Content that differs is named by span, attribute and place within it")
    func content() throws {
        let verdict = TraceComparison(.runs).compare(Self.trace(), Self.trace(messages: Self.messages.replacing("Weather", with: "Tide")))
        #expect(
            verdict.divergences == [
                Divergence(
                    .attribute,
                    path: "invoke_agent a › chat m #1",
                    name: GenAINames.inputMessages,
                    place: "[0].parts[0].content",
                    recorded: "Weather?",
                    replayed: "Tide?"
                )
            ]
        )
    }

    @Test("A step more is additional, a step less is missing, and the steps behind it still belong together")
    func structure() {
        let more = Self.trace(.made(5, "hook h", in: 1, [:]))
        let additional = TraceComparison(.runs).compare(Self.trace(), more).divergences
        #expect(additional == [Divergence(.additionalSpan, path: "invoke_agent a › hook h", origin: "invoke_agent a › chat m #1")])
        let missing = TraceComparison(.runs).compare(more, Self.trace()).divergences
        #expect(missing == [Divergence(.missingSpan, path: "invoke_agent a › hook h", origin: "invoke_agent a › chat m #1")])
    }

    @Test("A replay leaves out transport and what ran within tools, and two runs leave out generated ids")
    func settings() {
        let without = OTLP.Traces(scope: "x", Self.trace().spans.filter { $0.name != "POST" })
        #expect(TraceComparison(.replay).compare(Self.trace(), without).isSame)
        #expect(TraceComparison(.runs).compare(Self.trace(), without).first?.kind == .missingSpan)
        let within = Self.trace(.made(7, "chat inner", in: 4, [:]))
        #expect(TraceComparison(.replay).compare(Self.trace(), within).isSame)
        #expect(TraceComparison(.runs).compare(Self.trace(), within).first?.kind == .additionalSpan)
        #expect(TraceComparison(.runs).compare(Self.trace(), Self.trace(responseID: "r2")).isSame)
        #expect(TraceComparison(.replay).compare(Self.trace(), Self.trace(responseID: "r2")).first?.name == GenAINames.responseID)
    }

    @Test("Ids within messages count for a replay and not for two runs")
    func partIDs() {
        let first = #"[{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":{"id":"order-7"}}]}]"#
        let other = first.replacing("c1", with: "c2")
        #expect(TraceComparison(.runs).compare(Self.trace(messages: first), Self.trace(messages: other)).isSame)
        #expect(
            TraceComparison(.replay).compare(Self.trace(messages: first), Self.trace(messages: other)).first?.place == "[0].parts[0].id"
        )
        let order = first.replacing("order-7", with: "order-8")
        #expect(
            TraceComparison(.runs).compare(Self.trace(messages: first), Self.trace(messages: order)).first?.place
                == "[0].parts[0].response.id"
        )
    }

    @Test("Status, events and their attributes count; the length of a wait does not")
    func events() {
        func retry(_ attempt: Int64, _ delay: Double) -> [OTLP.Event] {
            [.made(Glue.Events.retry, [Glue.Attributes.attempt: .int(attempt), Glue.Attributes.delay: .double(delay)])]
        }
        let comparison = TraceComparison(.replay)
        let recorded = Self.trace(events: retry(1, 0.5))
        #expect(comparison.compare(recorded, Self.trace(events: retry(1, 1.5))).isSame)
        #expect(comparison.compare(recorded, Self.trace(events: retry(2, 0.5))).first?.kind == .eventAttribute)
        #expect(comparison.compare(recorded, Self.trace()).first?.kind == .missingEvent)
        #expect(comparison.compare(Self.trace(), recorded).first?.kind == .additionalEvent)
        let status = comparison.compare(Self.trace(), Self.trace(error: "gone")).first
        #expect(status?.kind == .status)
        #expect(status?.recorded == "unset")
        #expect(status?.replayed == ["code": "error", "message": "gone"])
    }

    @Test("The first divergence is the first in time: what a step turned out to be comes after what happened within it")
    func order() {
        let changed = Self.trace(result: #"{"sky":"rain"}"#).changed { span in
            span.attributes = span.attributes.map { $0.key == "gluellm.iterations" ? OTLP.KeyValue($0.key, 3) : $0 }
        }
        let names = TraceComparison(.runs).compare(Self.trace(), changed).divergences.map(\.name)
        #expect(names == [GenAINames.toolCallResult, Glue.Attributes.iterations])
    }

    @Test("The verdict for people names path, attribute and both values, cut to a line; the one for machines is whole")
    func rendering() throws {
        let long = String(repeating: "x", count: 1000)
        let verdict = TraceComparison(.runs).compare(Self.trace(), Self.trace(result: "{\"sky\":\"\(long)\"}"))
        let lines = verdict.description.split(separator: "\n")
        #expect(lines.first == "diverged at invoke_agent a › execute_tool t")
        #expect(lines.dropFirst().first == "  gen_ai.tool.call.result differs at sky")
        #expect(lines.dropFirst(2).first == "  recorded: \"sleet\"")
        #expect(lines.allSatisfy { $0.count < 220 })
        #expect(verdict.json["verdict"] == "diverged")
        #expect(verdict.json["first"]?["path"] == "invoke_agent a › execute_tool t")
        #expect(verdict.json["first"]?["replayed"] == .string(long))
        #expect(Verdict.same(steps: 3).json == ["verdict": "same", "steps": 3, "divergences": []])
    }
}
